import { type Language, minorDigits } from '@fairground/contract'

import { kept } from './kept.ts'
import { languages } from './languages.ts'
import { useTexts } from './text.ts'

/** Numbers, money and times as the reader's language writes them. Instants are ISO 8601, zones IANA names. */
export interface Formats {
  number(value: number): string
  /** `minor` in minor units of the currency. */
  money(minor: number, currency: string): string
  /** Of a part of 1. */
  percent(part: number): string
  /** Weekday, day, month, year. */
  date(at: string, zone: string): string
  /** The same day of the Gregorian calendar where the language has another one; undefined where it has not. */
  otherDate(at: string, zone: string): string | undefined
  /** Hour and minute. */
  time(at: string, zone: string): string
  /** Day and time, short. */
  dateTime(at: string, zone: string): string
  /** Day and time to the second. */
  timestamp(at: string): string
  /** For the block of a stub: the day in large numerals, its month and weekday. */
  dateBlock(at: string, zone: string): { day: string; month: string; weekday: string; year: string }
  /** A zone as people say it: "Berlin", with its offset from UTC then. */
  zone(zone: string, at: string): string
  /** Minutes and seconds: "4:05". */
  clock(seconds: number): string
  /** "in 3 days", "2 hours ago". */
  relative(at: string, now: number): string
}

const known = new Map<Language, Formats>()

export function formatsOf(language: Language): Formats {
  const formats = known.get(language) ?? makeFormats(language)
  known.set(language, formats)
  return formats
}

export function useFormats(): Formats {
  return formatsOf(useTexts().language)
}

/** The zone of the reader's device. */
export function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

function makeFormats(language: Language): Formats {
  const { locale } = languages[language]
  const number = new Intl.NumberFormat(locale)
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const currencies = new Map<string, Intl.NumberFormat>()
  const dates = new Map<string, Intl.DateTimeFormat>()

  function dateFormat(zone: string, options: Intl.DateTimeFormatOptions, tag = locale): Intl.DateTimeFormat {
    const key = JSON.stringify([tag, zone, options])
    return kept(dates, key, () => new Intl.DateTimeFormat(tag, { ...options, timeZone: zone }))
  }

  const fullDate = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const

  return {
    number: (value) => number.format(value),
    money(minor, currency) {
      const format = kept(currencies, currency, () => currencyFormat(locale, currency))
      return format.format(minor / 10 ** minorDigits(currency))
    },
    percent: (part) => percent.format(part),
    date(at, zone) {
      const format = dateFormat(zone, fullDate)
      if (language !== 'fa') return format.format(new Date(at))
      // ICU puts the year first and the weekday last, which nobody writes.
      const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
      return `${parts.get('weekday')} ${parts.get('day')} ${parts.get('month')} ${parts.get('year')}`
    },
    otherDate(at, zone) {
      if (dateFormat(zone, {}).resolvedOptions().calendar === 'gregory') return undefined
      return dateFormat(zone, { day: 'numeric', month: 'long', year: 'numeric' }, `${locale}-u-ca-gregory`).format(
        new Date(at),
      )
    },
    time: (at, zone) => dateFormat(zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(at)),
    dateTime: (at, zone) =>
      dateFormat(zone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(
        new Date(at),
      ),
    timestamp: (at) =>
      dateFormat(readersZone(), {
        ...{ day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
        hourCycle: 'h23',
      }).format(new Date(at)),
    dateBlock(at, zone) {
      const part = (options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes) =>
        dateFormat(zone, options)
          .formatToParts(new Date(at))
          .find((one) => one.type === type)?.value ?? ''
      return {
        day: part({ day: 'numeric' }, 'day'),
        month: part({ month: language === 'fa' ? 'long' : 'short', day: 'numeric' }, 'month'),
        weekday: part({ weekday: 'short' }, 'weekday'),
        year: part({ year: 'numeric' }, 'year'),
      }
    },
    zone(zone, at) {
      const city = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
      // In Latin letters in any language: nobody writes offsets otherwise.
      const offset = dateFormat(zone, { timeZoneName: 'shortOffset' }, 'en')
        .formatToParts(new Date(at))
        .find((one) => one.type === 'timeZoneName')?.value
      if (zone === 'UTC') return zone
      return offset === undefined || offset === city ? city : `${city}, ${offset}`
    },
    clock(seconds) {
      const whole = Math.max(0, Math.ceil(seconds))
      return `${number.format(Math.floor(whole / 60))}:${twoDigits.format(whole % 60)}`
    },
    relative(at, now) {
      const seconds = (Date.parse(at) - now) / 1000
      const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const)
      return relative.format(Math.round(seconds / length), unit)
    },
  }
}

function currencyFormat(locale: string, currency: string): Intl.NumberFormat {
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  const digits = minorDigits(currency)
  const usual = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? digits
  return new Intl.NumberFormat(locale, {
    ...style,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // Nobody writes the hundredths of a rial, unless there are some.
    trailingZeroDisplay: usual < digits ? 'stripIfInteger' : 'auto',
  })
}

const UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const
