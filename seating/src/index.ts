export { type PlanError, planErrors, planSize } from './checks.ts'
export {
  type BlockDrawing,
  drawHall,
  drawRow,
  drawRows,
  drawStage,
  type HallDrawing,
  ROW_GAP,
  type RowDrawing,
  seatPositions,
  SEAT_SPACING,
} from './drawing.ts'
export { GEOMETRY_FORM, geometryOf, readGeometry } from './geometry.ts'
export { withIds } from './ids.ts'
export { labelRows, numberSeats, type RowLabelling, type SeatNumbering } from './numbering.ts'
export { toPretix } from './pretix.ts'
export { type Run, runsOf } from './runs.ts'
export {
  ACCESSIBLE,
  AISLE,
  BLOCKED,
  COMPANION,
  type MapRow,
  type MapSection,
  type MapShape,
  nameOfSeat,
  NOT_FOR_SALE,
  type Point,
  RESTRICTED_VIEW,
  SEAT_RADIUS,
  type SeatMap,
} from './seat-map.ts'
export { polygonOf } from './shapes.ts'
export {
  FREE,
  HELD,
  packChanges,
  packStates,
  type SeatChange,
  SOLD,
  TAKEN_BY_HOUSE,
  unpackChanges,
  unpackStates,
} from './states.ts'
