import { useId } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { TextField } from '../../ui/fields.tsx'
import { errorAt } from './field-errors.ts'
import { factLine, isolated } from '../../i18n/isolated.ts'
import { More } from './more.tsx'
import type { EventForm } from './use-event-form.ts'
import { instantOf, isZone, wallOf } from './wall-time.ts'

/** When it begins; the end and the zone, which most people need not say, behind a word. */
export function WhenFields({ form }: { form: EventForm }) {
  const t = useText()
  const formats = useFormats()
  const zones = useId()
  const { draft, errors, change } = form
  const error = (path: string) => errorAt(t, errors, path)
  const startsAt = instantOf(`${draft.startDate}T${draft.startTime}`, draft.timeZone)
  const zone = isZone(draft.timeZone)
    ? formats.zone(draft.timeZone, startsAt ?? new Date().toISOString())
    : draft.timeZone
  const startError = error('startsAt')
  // Which of the two it is about: the date, unless only the time is missing.
  const isTimeMissing = draft.startDate !== '' && draft.startTime === ''
  return (
    <>
      <div className="fields fields-when">
        <TextField
          label={t('organizer.date')}
          type="date"
          value={draft.startDate}
          max="9999-12-31"
          error={isTimeMissing ? undefined : startError}
          onChange={({ currentTarget: { value } }) =>
            change((before) => ({ ...before, startDate: value }), 'startsAt', 'endsAt')
          }
        />
        <TextField
          label={t('organizer.time')}
          type="time"
          value={draft.startTime}
          error={isTimeMissing ? startError : undefined}
          onChange={({ currentTarget: { value } }) =>
            change((before) => ({ ...before, startTime: value }), 'startsAt', 'endsAt')
          }
        />
      </div>
      {startsAt === undefined ? null : (
        <p className="soft small">
          {factLine([
            formats.date(startsAt, draft.timeZone),
            formats.otherDate(startsAt, draft.timeZone),
            formats.time(startsAt, draft.timeZone),
            zone,
          ])}
          {wallOf(startsAt, draft.timeZone) === `${draft.startDate}T${draft.startTime}` ? null : (
            <strong> {t('organizer.skippedTime')}</strong>
          )}
        </p>
      )}
      <More
        summary={t('organizer.endAndZone', { zone: isolated(zone) })}
        mustOpen={Boolean(error('endsAt') ?? error('timeZone'))}
      >
        <div className="fields fields-when">
          <TextField
            label={t('organizer.endDate')}
            optional
            type="date"
            value={draft.endDate}
            min={draft.startDate}
            max="9999-12-31"
            error={error('endsAt')}
            onChange={({ currentTarget: { value } }) => change((before) => ({ ...before, endDate: value }), 'endsAt')}
          />
          <TextField
            label={t('organizer.endTime')}
            optional
            type="time"
            value={draft.endTime}
            onChange={({ currentTarget: { value } }) =>
              change(
                // Most events end on the day on which they begin.
                (before) => ({ ...before, endTime: value, endDate: before.endDate || before.startDate }),
                'endsAt',
              )
            }
          />
        </div>
        <TextField
          label={t('organizer.timeZone')}
          hint={t('organizer.timeZoneHint')}
          className="input ltr"
          list={zones}
          value={draft.timeZone}
          autoComplete="off"
          spellCheck={false}
          error={error('timeZone')}
          onChange={({ currentTarget: { value } }) =>
            change((before) => ({ ...before, timeZone: value }), 'timeZone', 'startsAt')
          }
        />
        <datalist id={zones}>
          {Intl.supportedValuesOf('timeZone').map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
      </More>
    </>
  )
}
