import { useText } from '../../i18n/text.ts'
import { Checkbox, Select, TextField } from '../../ui/fields.tsx'
import { LEVELS, type LogFilter } from './log-book.ts'

interface LogFiltersProps {
  readonly filter: LogFilter
  /** Those that were seen so far. */
  readonly nodes: readonly string[]
  readonly operations: readonly string[]
  readonly onChange: (filter: LogFilter) => void
}

export function LogFilters({ filter, nodes, operations, onChange }: LogFiltersProps) {
  const t = useText()
  const set = (change: Partial<LogFilter>) => onChange({ ...filter, ...change })
  return (
    <form role="search" className="asking" onSubmit={(event) => event.preventDefault()}>
      <TextField
        label={t('admin.logText')}
        type="search"
        value={filter.text}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Select
        label={t('admin.logLevel')}
        value={filter.level}
        onChange={({ currentTarget }) => set({ level: LEVELS.find((level) => level === currentTarget.value) })}
      >
        {LEVELS.map((level) => (
          <option key={level} value={level}>
            {t(`admin.from-${level}`)}
          </option>
        ))}
      </Select>
      <Choice label={t('admin.node')} value={filter.node} choices={nodes} onChange={(node) => set({ node })} />
      <Choice
        label={t('admin.operation')}
        value={filter.operation}
        choices={operations}
        onChange={(operation) => set({ operation })}
      />
      <Checkbox
        label={t('admin.refusalsOnly')}
        checked={filter.refusalsOnly}
        onChange={(event) => set({ refusalsOnly: event.currentTarget.checked })}
      />
    </form>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly string[]
  readonly onChange: (value: string) => void
}

function Choice({ label, value, choices, onChange }: ChoiceProps) {
  const t = useText()
  return (
    <Select label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{t('common.all')}</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </Select>
  )
}
