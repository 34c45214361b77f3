export { poissonArrivals, runClosed, runOpen, until } from './arrivals.ts'
export { type Connections, fetchOver, openConnections, type WireReply, type WireRequest } from './connections.ts'
export { type Chart, REPORT_MARK, reportPage, type ReportPage, type Section } from './page.ts'
export { exponential, seededRandom } from './random.ts'
export {
  countOf,
  latencyAt,
  mergeRecordings,
  openRecorder,
  type Percentiles,
  percentilesOf,
  percentilesOverTime,
  ratesOf,
  type Recorder,
  type Recording,
} from './recorder.ts'
