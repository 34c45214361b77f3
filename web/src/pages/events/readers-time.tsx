import { useEffect, useState } from 'react'

import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'

/** Beside a time in the zone of the event: the same moment by the reader's own clock, where that shows another. */
export function ReadersTime({ at, zone }: { at: string; zone: string }) {
  const t = useText()
  const formats = useFormats()
  const [own, setOwn] = useState<string>()
  // The service does not know where the reader is.
  useEffect(() => setOwn(readersZone()), [])
  if (own === undefined || formats.dateTime(at, own) === formats.dateTime(at, zone)) return null
  const isSameDay = formats.date(at, own) === formats.date(at, zone)
  const time = isSameDay ? formats.time(at, own) : formats.dateTime(at, own)
  return <span className="soft"> ({t('common.yourTime', { time })})</span>
}
