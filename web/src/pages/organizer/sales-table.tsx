import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import type { Dashboard } from './counts.ts'

/** The numbers of the pictures above, by ticket type; to be copied into a report. */
export function SalesTable({ sales: { ticketTypes, areas, totals, currency } }: { sales: Dashboard }) {
  const t = useText()
  const formats = useFormats()
  return (
    <div className="stack">
      <h2 id="table-title">{t('organizer.inNumbers')}</h2>
      {/* It can be scrolled sideways where it is too wide: with the keyboard as well. */}
      <div className="table-wrap" role="region" aria-labelledby="table-title" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('organizer.typeName')}</th>
              <th scope="col" className="number">
                {t('organizer.sold')}
              </th>
              <th scope="col" className="number">
                {t('organizer.held')}
              </th>
              <th scope="col" className="number">
                {t('organizer.left')}
              </th>
              <th scope="col" className="number">
                {t('organizer.money')}
              </th>
            </tr>
          </thead>
          <tbody>
            {ticketTypes.map((type) => (
              <tr key={type.id}>
                <th scope="row" className="table-name">
                  {type.name}
                  {areas.length > 1 ? <span className="soft"> · {type.areaName}</span> : null}
                </th>
                <td className="number">{formats.number(type.sold)}</td>
                <td className="number">{formats.number(type.held)}</td>
                <td className="number">{formats.number(type.left)}</td>
                <td className="number">{formats.money(type.totalMinor, currency)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" className="table-name">
                {t('organizer.total')}
              </th>
              <td className="number">{formats.number(totals.sold)}</td>
              <td className="number">{formats.number(totals.held)}</td>
              <td className="number">{formats.number(totals.left)}</td>
              <td className="number">{formats.money(totals.totalMinor, currency)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </div>
  )
}
