import { type SeatMap, TAKEN_BY_HOUSE } from '@fairground/seating'
import { useMemo } from 'react'

import { type TextKey, useText } from '../i18n/text.ts'
import { freeByCategory } from './seat-list.ts'
import type { SeatsShown } from './kept-choice.ts'
import { type SeatOffer, type SeatTrait, type Situation, traitsOf } from './seat-offer.ts'
import { categoryStyle } from './seat-colours.ts'
import type { SeatText } from './seat-text.ts'

interface SeatLegendProps {
  readonly map: SeatMap
  readonly states: Uint8Array
  readonly offer: SeatOffer
  readonly text: SeatText
  /** Categories that are looked for; all where it is empty. */
  readonly looking: ReadonlySet<number>
  readonly onLook: (looking: ReadonlySet<number>) => void
}

/** The categories with their colours, prices and what is free; pressed, one looks for these alone. */
export function SeatLegend({ map, states, offer, text, looking, onLook }: SeatLegendProps) {
  const t = useText()
  const free = freeByCategory(map, states, offer)
  function toggle(category: number) {
    const now = new Set(looking)
    if (!now.delete(category)) now.add(category)
    onLook(now)
  }
  return (
    <ul className="seat-legend" aria-label={t('seats.looking')}>
      {map.categories.map(({ name }, category) => {
        const types = offer[category] ?? []
        return types.length === 0 ? null : (
          <li key={name}>
            <button
              type="button"
              className="seat-price"
              style={categoryStyle(map, category)}
              aria-pressed={looking.has(category)}
              onClick={() => toggle(category)}
            >
              <span className="seat-swatch" aria-hidden="true" />
              <span className="seat-price-words">
                <bdi className="strong">{name}</bdi> <span>{text.prices(types)}</span>{' '}
                <span className="soft small">
                  {free[category] ? t('seats.free', { count: free[category] }) : t('seats.noneFree')}
                </span>
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

interface SeatSignsProps {
  readonly map: SeatMap
  readonly states: Uint8Array
  readonly shown: SeatsShown
  readonly hasMine: boolean
}

/** How a seat looks as it stands, as the map or as the grid shows it; only what occurs. */
export function SeatSigns({ map, states, shown, hasMine }: SeatSignsProps) {
  const t = useText()
  const occurs = useMemo(() => traitsIn(map), [map])
  const situations = SITUATIONS.filter((one) => (one !== 'mine' || hasMine) && (one !== 'held' || shown === 'list'))
  return (
    <ul className="seat-signs small" aria-label={t('seats.legend')}>
      {situations.map((one) => (
        <li key={one} className={`seat-sign seat-${one}`}>
          {shown === 'list' ? <span className="seat-shape" aria-hidden="true" /> : <MapSign sign={one} />}
          {t(`seats.is-${one}` satisfies TextKey)}
        </li>
      ))}
      {shown === 'map' && states.includes(TAKEN_BY_HOUSE) ? (
        <li className="seat-sign">
          <MapSign sign="blocked" />
          {t('seats.is-blocked')}
        </li>
      ) : null}
      {shown === 'map'
        ? occurs.map((trait) => (
            <li key={trait} className="seat-sign">
              <MapSign sign={trait} />
              {t(`seats.trait-${trait}` satisfies TextKey)}
            </li>
          ))
        : null}
    </ul>
  )
}

const SITUATIONS = ['free', 'chosen', 'mine', 'held', 'taken'] as const satisfies Situation[]
/** The traits that the map shows by shape. */
const DRAWN = ['accessible', 'restricted-view'] as const satisfies SeatTrait[]

function traitsIn(map: SeatMap): (typeof DRAWN)[number][] {
  const found = new Set<SeatTrait>()
  for (let seat = 0; seat < map.seats; seat += 1) {
    if (map.flags[seat] !== 0) for (const trait of traitsOf(map, seat)) found.add(trait)
  }
  return DRAWN.filter((trait) => found.has(trait))
}

type Sign = Situation | SeatTrait | 'blocked'

/** As `map/glyphs.ts` draws them. */
function MapSign({ sign }: { sign: Sign }) {
  return (
    <svg className={`map-sign map-sign-${sign}`} viewBox="0 0 20 20" aria-hidden="true">
      {shapeOf(sign)}
    </svg>
  )
}

function shapeOf(sign: Sign) {
  switch (sign) {
    case 'free':
      return <circle cx="10" cy="10" r="8" />
    case 'chosen':
      return (
        <>
          <circle cx="10" cy="10" r="9" />
          <path className="mark" d="M6 10.2l2.8 3L14.2 7" />
        </>
      )
    case 'mine':
      return (
        <>
          <circle cx="10" cy="10" r="9" />
          <circle className="mark" cx="10" cy="10" r="2.5" />
        </>
      )
    case 'blocked':
      return <path className="ring" d="M4 10h12" />
    case 'accessible':
      return <rect x="2" y="2" width="16" height="16" rx="3" />
    case 'restricted-view':
      return (
        <>
          <circle className="ring" cx="10" cy="10" r="7.5" />
          <path d="M3 12a7.5 7.5 0 0 0 14 0z" />
        </>
      )
    case 'held':
    case 'taken':
    case 'companion':
      return <circle className="ring" cx="10" cy="10" r="4" />
    default:
      return sign satisfies never
  }
}
