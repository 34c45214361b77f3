import type { KeyboardEvent } from 'react'

import { useText } from '../../../i18n/text.ts'
import { type Tool, TOOLS, useEditor, useEditorState } from './editor-state.ts'
import { Icon } from './icons.tsx'
import { TOOL_KEYS } from './keys.ts'

/** One stop for the Tab key, as toolbars are: inside, arrow keys go from tool to tool. */
export function Toolbar() {
  const t = useText()
  const editor = useEditor()
  const tool = useEditorState((state) => state.tool)
  const choose = (chosen: Tool) => editor.set({ tool: chosen, sketch: undefined })

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const tools = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')]
    const at = tools.findIndex((button) => button === document.activeElement)
    tools[(at + step + tools.length) % tools.length]?.focus()
  }

  return (
    <div className="plan-tools" role="toolbar" aria-label={t('plans.tools')} onKeyDown={onKeyDown}>
      {TOOLS.map((one) => (
        <button
          key={one}
          type="button"
          className="plan-tool"
          aria-pressed={one === tool}
          aria-keyshortcuts={TOOL_KEYS[one]}
          title={`${t(`plans.tool-${one}`)} (${TOOL_KEYS[one].toUpperCase()})`}
          tabIndex={one === tool ? 0 : -1}
          onClick={() => choose(one)}
        >
          <Icon name={one} />
          <span>{t(`plans.tool-${one}`)}</span>
        </button>
      ))}
    </div>
  )
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }
