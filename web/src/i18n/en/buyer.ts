import account from './account.ts'
import buying from './buying.ts'
import common from './common.ts'
import events from './events.ts'

export default { common, events, buying, account }
