import type { TextKey } from '../../../i18n/text.ts'
import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TOOLS } from './editor-state.ts'
import { TOOL_KEYS } from './keys.ts'

const KEYS: readonly (readonly [string, TextKey])[] = [
  ['. ,', 'plans.key-next'],
  ['← ↑ → ↓', 'plans.key-arrows'],
  ['Shift + ←', 'plans.key-far'],
  ['[ ]', 'plans.key-turn'],
  ['Enter', 'plans.key-enter'],
  ['Delete', 'plans.key-delete'],
  ['Esc', 'plans.key-escape'],
  ['Ctrl + Z', 'plans.undo'],
  ['Ctrl + Y', 'plans.redo'],
  ['Ctrl + C', 'plans.key-copy'],
  ['Ctrl + X', 'plans.key-cut'],
  ['Ctrl + V', 'plans.key-paste'],
  ['Ctrl + D', 'plans.duplicate'],
  ['Ctrl + A', 'plans.key-all'],
  ['Ctrl + S', 'common.save'],
  ['+ − 0', 'plans.key-zoom'],
  ['Space', 'plans.key-space'],
  ['?', 'plans.keys'],
]

/** All keys of the editor. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const tools = TOOLS.map((tool) => [TOOL_KEYS[tool].toUpperCase(), `plans.tool-${tool}`] as const)
  return (
    <Dialog
      open
      title={t('plans.keys')}
      onClose={onClose}
      actions={
        <Button kind="main" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    >
      <p className="soft small">{t('plans.keysHint')}</p>
      <dl className="plan-keys">
        {[...tools, ...KEYS].map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd className="ltr">{keys}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
