import ical, { ICalEventStatus } from 'ical-generator'

import type { EventRecord } from './queries.ts'

/** An event as a calendar takes it (iCalendar, RFC 5545). Times are UTC, so that no calendar has to know the zone. */
export function calendarText(event: EventRecord, publicUrl: string): string {
  const page = `${publicUrl}/events/${encodeURIComponent(event.slug)}`
  const calendar = ical({ prodId: { company: 'Fairground', product: 'Events', language: 'EN' } })
  calendar.createEvent({
    // The same in every copy, with a growing sequence: a calendar that has the event replaces it.
    id: `${event.id}@${new URL(publicUrl).hostname}`,
    sequence: event.version,
    start: new Date(event.startsAt),
    // Without an end there is none to tell: better a moment than two invented hours.
    end: event.endsAt === null ? null : new Date(event.endsAt),
    summary: written(event.title),
    // An ORGANIZER has to have an e-mail address there, which is nobody's business here: the name is part of the text.
    description: written([descriptionOf(event), event.organizer.name, page].filter((part) => part !== '').join('\n\n')),
    location: event.venue && placeOf(event.venue),
    status: STATUS[event.status],
    url: page,
  })
  return calendar.toString()
}

const STATUS = {
  draft: ICalEventStatus.TENTATIVE,
  published: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} satisfies Record<EventRecord['status'], ICalEventStatus>

function placeOf({ name, address }: NonNullable<EventRecord['venue']>) {
  return { title: written(name), ...(address === undefined ? {} : { address: written(address) }) }
}

/** What stands in a line of iCalendar: no control characters but the end of a line. */
function written(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '')
}

const descriptions = new WeakMap<EventRecord, string>()

/** Put into plain words once for each version of an event: anybody asks for its calendar, as often as they like. */
function descriptionOf(event: EventRecord): string {
  let text = descriptions.get(event)
  if (text === undefined) {
    text = plainText(event.description)
    descriptions.set(event, text)
  }
  return text
}

/**
 * Markdown as one would type it in a plain letter: links with their address, no marks of emphasis, `-` for lists. No
 * pattern can match one text in many ways, and strong words of more than 300 characters keep a star: a stranger
 * wrote it, and 10,000 characters made for it must not keep the thread busy.
 */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/!?\[([^[\]\n]*)\]\(([^()\s]*)(?:[^\S\n][^()\n]*)?\)/g, (_, text: string, to: string) =>
      text === to ? to : `${text} (${to})`,
    )
    .replaceAll(/^ {0,3}#{1,6} +/gm, '')
    .replaceAll(/^ {0,3}> ?/gm, '')
    .replaceAll(/^( *)[*+] /gm, '$1- ')
    .replaceAll(/(\*\*|__)(?=\S)([^\n]{0,300}?\S)\1/g, '$2')
    .replaceAll(/(?<![\p{L}\p{N}\\])([*_])(?=\S)([^*_\n]*?\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replaceAll(/`([^`\n]+)`/g, '$1')
    .replaceAll(/\\([\\`*_{}[\]()#+.!>-])/g, '$1')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** A file's name of any script (RFC 6266): older programs take the first one. */
export function attachment(name: string, ending: string): string {
  if (/^[\w.-]+$/.test(name)) return `attachment; filename="${name}.${ending}"`
  return `attachment; filename="event.${ending}"; filename*=UTF-8''${encodeURIComponent(name)}.${ending}`
}
