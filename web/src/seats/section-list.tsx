import { useText } from '../i18n/text.ts'
import { factLine, isolated } from '../i18n/isolated.ts'
import { type ListedSection, listSections } from './seat-list.ts'
import type { SeatView } from './seat-offer.ts'
import type { SeatText } from './seat-text.ts'
import { SectionGrid } from './section-grid.tsx'

interface SectionListProps {
  readonly view: SeatView
  readonly text: SeatText
  /** Categories that are looked for; all where it is empty. */
  readonly looking: ReadonlySet<number>
  /** The one section that is open. */
  readonly open: number | undefined
  readonly onOpen: (section: number | undefined) => void
  readonly onToggle: (seat: number) => void
}

/** The map as text: section by section with what is free, and each as a grid when it is opened. */
export function SectionList({ view, text, looking, open, onOpen, onToggle }: SectionListProps) {
  const t = useText()
  const { map, states, offer } = view
  const floors = listSections({ map, states, offer, categories: looking })
  const isLookedFor = (seat: number) => looking.size === 0 || looking.has(map.category[seat] ?? -1)
  const areFew = floors.reduce((sum, { sections }) => sum + sections.length, 0) <= MOST_SHOWN
  const item = (listed: ListedSection) => (
    <ListedAs
      key={listed.section}
      {...{ view, text, listed, onOpen, onToggle, isLookedFor }}
      isOpen={listed.section === open}
    />
  )
  return (
    <div className="section-list">
      {floors.map(({ name, sections }) =>
        name === '' ? (
          <ul key="" className="sections" aria-label={t('seats.sections')}>
            {sections.map(item)}
          </ul>
        ) : (
          <details key={name} className="floor" open={areFew || sections.some(({ section }) => section === open)}>
            <summary className="floor-name">
              <bdi>{name}</bdi> <span className="soft small">{freeText(sections)}</span>
            </summary>
            <ul className="sections" aria-label={name}>
              {sections.map(item)}
            </ul>
          </details>
        ),
      )}
    </div>
  )

  function freeText(sections: readonly ListedSection[]): string {
    const count = sections.reduce((sum, { free }) => sum + free, 0)
    return count === 0 ? t('seats.noneFree') : t('seats.free', { count })
  }
}

/** More sections than this are shown floor by floor, when one looks at the floor. */
const MOST_SHOWN = 24

interface ListedAsProps extends Pick<SectionListProps, 'view' | 'text' | 'onOpen' | 'onToggle'> {
  readonly listed: ListedSection
  readonly isOpen: boolean
  readonly isLookedFor: (seat: number) => boolean
}

function ListedAs({ view, text, listed, isOpen, isLookedFor, onOpen, onToggle }: ListedAsProps) {
  const t = useText()
  const { section, name, free, fromMinor } = listed
  return (
    <li>
      <button
        type="button"
        className="section-head"
        aria-expanded={isOpen}
        aria-controls={`section-${section}`}
        onClick={() => onOpen(isOpen ? undefined : section)}
      >
        <span className="strong">{name === '' ? t('seats.sections') : isolated(name)}</span>{' '}
        <span className="section-offer">
          {free === 0 || fromMinor === undefined
            ? t('seats.noneFree')
            : factLine([t('common.from', { price: text.price(fromMinor) }), t('seats.free', { count: free })])}
        </span>
      </button>
      <div id={`section-${section}`}>
        {isOpen ? <SectionGrid {...{ view, text, section, isLookedFor, onToggle }} /> : null}
      </div>
    </li>
  )
}
