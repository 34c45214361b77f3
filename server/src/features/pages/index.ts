export { openPages } from './pages.ts'
export { pageRoutes } from './routes.ts'
