export { openOrders, type Orders } from './orders.ts'
export { ordersRoutes } from './routes.ts'
