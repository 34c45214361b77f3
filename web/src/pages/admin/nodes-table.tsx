import type { NodeHealth } from '@fairground/contract'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Badge } from '../../ui/states.tsx'
import { type Health, isGone } from './health-series.ts'

/** What each process of the service says of itself now: a column each, so that a phone shows one or two whole. */
export function NodesTable({ health }: { health: Health }) {
  const t = useText()
  const formats = useFormats()
  const { nodes } = health
  const now = Date.parse(health.at)
  return (
    <section className="stack" aria-labelledby="nodes">
      <h2 id="nodes">{t('admin.nodes')}</h2>
      <div className="table-wrap" tabIndex={0} role="group" aria-labelledby="nodes">
        <table className="table nodes">
          <thead>
            <tr>
              <th scope="col">{t('admin.node')}</th>
              {nodes.map(({ node }) => (
                <th key={node} scope="col" className="number">
                  <bdi className="code">{node}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('admin.state')}</th>
              {nodes.map((node) => (
                <td key={node.node} className="number">
                  {isGone(node, health.at) ? (
                    <Badge kind="danger">{t('admin.goneSince', { when: formats.relative(node.seenAt, now) })}</Badge>
                  ) : (
                    <Badge kind="good">{t('admin.there')}</Badge>
                  )}
                </td>
              ))}
            </tr>
            {ROWS.map(([label, valueOf]) => (
              <tr key={label}>
                <th scope="row">{t(label)}</th>
                {nodes.map((node) => (
                  <td key={node.node} className="number">
                    {formats.number(valueOf(node))}
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">{t('admin.started')}</th>
              {nodes.map((node) => (
                <td key={node.node} className="number">
                  {formats.relative(node.startedAt, now)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t('admin.version')}</th>
              {nodes.map((node) => (
                <td key={node.node} className="number">
                  <bdi>{node.version}</bdi>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  )
}

const ROWS = [
  ['admin.requestsPerSecond', (node: NodeHealth) => node.requestsPerSecond],
  ['admin.refusalsPerSecond', (node: NodeHealth) => node.refusalsPerSecond],
  ['admin.failuresPerSecond', (node: NodeHealth) => node.failuresPerSecond],
  ['admin.answerMs', (node: NodeHealth) => node.latencyMsP99],
  ['admin.batchesPerSecond', (node: NodeHealth) => node.batchesPerSecond],
  ['admin.perBatch', (node: NodeHealth) => node.requestsPerBatch],
  ['admin.batchMs', (node: NodeHealth) => node.batchMsP99],
  ['admin.queued', (node: NodeHealth) => queuedOf(node)],
  ['admin.watching', (node: NodeHealth) => node.followers],
  ['admin.cpuPercent', (node: NodeHealth) => node.cpuPercent],
  ['admin.memoryMb', (node: NodeHealth) => node.memoryMb],
  ['admin.loopMs', (node: NodeHealth) => node.loopDelayMsP99],
] as const

/** Requests that wait for their turn at a node. */
export function queuedOf({ queue }: NodeHealth): number {
  return queue.urgent + queue.holds
}
