import { type Event, type EventSummary, minorDigits, type PageData } from '@fairground/contract'
import { type MarkdownToJSX, parser, RuleType } from 'markdown-to-jsx/react'

import { formatsOf } from './i18n/formats.ts'
import { kept } from './i18n/kept.ts'
import type { Texts } from './i18n/text.ts'
import { windowOf } from './pages/events/sale.ts'
import { eventPath } from './pages/links.ts'

/** What a page says of itself to those who do not see it: search engines, messengers, the browser's tab. */
export interface Metadata {
  readonly title: string
  readonly description: string
  readonly canonical: string
  readonly image: string | undefined
  /** schema.org, as JSON-LD. */
  readonly schema: object | undefined
}

export function metadataOf(path: string, { origin, event, events }: PageData, texts: Texts): Metadata {
  const { t } = texts
  const brand = t('common.brand')
  if (event) return metadataOfEvent(origin, event, texts)
  const title = path === '/' ? t('events.listTitle') : ''
  return {
    title: [title, brand].filter(Boolean).join(' · '),
    description: t('common.footer'),
    // Whatever is searched for, it is the same list.
    canonical: `${origin}${path}`,
    image: undefined,
    schema: events && listSchema(origin, events.items),
  }
}

function metadataOfEvent(origin: string, event: Event, { language, t }: Texts): Metadata {
  const when = formatsOf(language).dateTime(event.startsAt, event.timeZone)
  const facts = [when, event.venue?.name].filter(Boolean).join(' · ')
  return {
    title: `${event.title} · ${t('common.brand')}`,
    description: [facts, firstSentences(plainText(event.description))].filter(Boolean).join('. '),
    canonical: addressOfEvent(origin, event),
    image: imageOf(origin, event),
    schema: eventSchema(origin, event),
  }
}

function addressOfEvent(origin: string, event: Pick<EventSummary, 'slug'>): string {
  return origin + eventPath(event)
}

/** The largest copy: whoever shows it makes their own of it. */
function imageOf(origin: string, { picture }: Pick<EventSummary, 'picture'>): string | undefined {
  const widest = picture?.sizes.at(-1)
  return widest && new URL(widest.url, origin).href
}

function listSchema(origin: string, events: readonly EventSummary[]): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    itemListElement: events.map((event, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      url: addressOfEvent(origin, event),
      name: event.title,
    })),
  }
}

/** https://schema.org/Event, with all that search engines ask for in an event's result. */
function eventSchema(origin: string, event: Event): object {
  const { startsAt, endsAt, timeZone, venue, organizer, status } = event
  const url = addressOfEvent(origin, event)
  const image = imageOf(origin, event)
  const description = plainText(event.description)
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: event.title,
    url,
    startDate: zonedInstant(startsAt, timeZone),
    ...(endsAt === null ? {} : { endDate: zonedInstant(endsAt, timeZone) }),
    eventStatus: `https://schema.org/${status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    ...(venue
      ? {
          location: {
            '@type': 'Place',
            name: venue.name,
            ...(venue.address === undefined ? {} : { address: venue.address }),
          },
        }
      : {}),
    ...(image === undefined ? {} : { image: [image] }),
    ...(description === '' ? {} : { description }),
    organizer: { '@type': 'Organization', name: organizer.name },
    offers: event.areas.flatMap((area) =>
      area.ticketTypes.map((type) => ({
        '@type': 'Offer',
        name: type.name,
        price: decimal(type.priceMinor, event.currency),
        priceCurrency: event.currency,
        availability: `https://schema.org/${type.left > 0 && status === 'published' ? 'InStock' : 'SoldOut'}`,
        ...validity(event, type),
        url,
      })),
    ),
  }
}

type Window = Pick<Event, 'salesStartAt' | 'salesEndAt'>

/** From the later start to the earlier end of the event's window and the ticket type's own. */
function validity(event: Window & Pick<Event, 'timeZone'>, type: Window): object {
  const { opensAt, closesAt } = windowOf(event, type)
  const zoned = (at: number) => zonedInstant(new Date(at).toISOString(), event.timeZone)
  return {
    ...(opensAt === undefined ? {} : { validFrom: zoned(opensAt) }),
    ...(closesAt === undefined ? {} : { validThrough: zoned(closesAt) }),
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** `2026-05-05T20:00:00+02:00`: the same instant, written as it is on the clocks of a zone. */
export function zonedInstant(at: string, timeZone: string): string {
  const parts = kept(clocks, timeZone, () => clockOf(timeZone)).formatToParts(new Date(at))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? ''
  // 'GMT+02:00', and 'GMT' where it is UTC.
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
  return `${day}T${part('hour')}:${part('minute')}:${part('second')}${offset}`
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, calendar: 'gregory', hourCycle: 'h23', timeZoneName: 'longOffset' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
}

/** `28.00`, `2500`: as many decimals as the currency has. */
function decimal(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  return (minor / 10 ** digits).toFixed(digits)
}

/** Search engines show about so many characters, messengers fewer. */
const LONGEST_DESCRIPTION = 200

/** As many whole sentences as fit; of a longer first one its words. */
export function firstSentences(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= LONGEST_DESCRIPTION) return line
  const fitting = line.slice(0, LONGEST_DESCRIPTION)
  const sentences = /^.*[.!?…。！？؟](?=\s|$|\p{Lo})/u.exec(fitting)?.[0]
  return sentences ?? `${fitting.replace(/\s\S*$/, '')} …`
}

/** The words of a Markdown text, paragraphs apart. */
export function plainText(markdown: string): string {
  const nodes = parser(markdown, { disableParsingRawHTML: true, disableFrontmatter: true, forceBlock: true })
  return wordsOf(nodes)
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n[\n ]*/g, '\n')
    .trim()
}

function wordsOf(nodes: readonly MarkdownToJSX.ASTNode[]): string {
  return nodes.map(wordsOfNode).join('')
}

/** Text, and the line's end after what stands in a line of its own; references, footnotes and comments say nothing. */
function wordsOfNode(node: MarkdownToJSX.ASTNode): string {
  if (node.type === RuleType.text || node.type === RuleType.codeInline) return node.text
  if (node.type === RuleType.codeBlock) return `${node.text}\n`
  if (node.type === RuleType.breakLine || node.type === RuleType.breakThematic) return '\n'
  if (node.type === RuleType.image) return node.alt ?? ''
  if (node.type === RuleType.link || node.type === RuleType.textFormatted) return wordsOf(node.children)
  if (node.type === RuleType.paragraph || node.type === RuleType.heading || node.type === RuleType.blockQuote) {
    return `${wordsOf(node.children)}\n`
  }
  if (node.type === RuleType.orderedList || node.type === RuleType.unorderedList) {
    return node.items.map((words) => `${wordsOf(words)}\n`).join('')
  }
  if (node.type === RuleType.table) {
    return [node.header, ...node.cells].map((row) => `${row.map(wordsOf).join(' ')}\n`).join('')
  }
  return ''
}
