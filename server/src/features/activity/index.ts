export { type Activity, openActivity } from './activity.ts'
export type { ActivityRecord } from './queries.ts'
export { repeat } from './repeat.ts'
export { activityRoutes } from './routes.ts'
