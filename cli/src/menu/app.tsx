import { Box, useApp } from 'ink'
import { Component, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'

import { ExitCode } from '../failure.ts'
import { Account } from './account.tsx'
import { Booking } from './booking-screen.tsx'
import { Browse } from './browse.tsx'
import { Burst } from './burst.tsx'
import { Create } from './create.tsx'
import { Dashboard } from './dashboard.tsx'
import { Help } from './help.tsx'
import { MainMenu } from './main-menu.tsx'
import { Orders, OrderTickets } from './orders.tsx'
import { OwnEvents } from './own-events.tsx'
import type { Screen } from './screens.ts'
import { SignInPlace } from './sign-in.tsx'
import { KeyboardProvider, StageProvider, TopProvider, useVisitState } from './stage.tsx'
import type { Stroke } from './strokes.ts'
import type { Visit } from './visit.ts'

/** The whole menu: a stack of screens, of which the top one is seen, and a sign-in over it where one is needed. */
export function App({ visit }: { visit: Visit }) {
  const { exit: unmount } = useApp()
  const [stack, setStack] = useState<readonly Screen[]>([{ name: 'menu' }])
  const open = useCallback((screen: Screen) => setStack((screens) => [...screens, screen]), [])
  const back = useCallback(() => setStack((screens) => (screens.length > 1 ? screens.slice(0, -1) : screens)), [])
  const exit = useCallback((code: number) => unmount(code), [unmount])
  const stage = useMemo(() => ({ visit, open, back, exit }), [visit, open, back, exit])

  useEffect(() => void visit.recognise(), [visit])

  function onUnused(stroke: Stroke): void {
    if ('key' in stroke && stroke.key === 'stop') exit(ExitCode.cancelled)
    if ('text' in stroke && stroke.text === '?') open({ name: 'help' })
  }

  return (
    <Net onCaught={unmount}>
      <StageProvider value={stage}>
        <KeyboardProvider onUnused={onUnused}>
          <Screens stack={stack} />
        </KeyboardProvider>
      </StageProvider>
    </Net>
  )
}

function Screens({ stack }: { stack: readonly Screen[] }) {
  const { asked } = useVisitState()
  const top = stack.length - 1
  return (
    <>
      {stack.map((screen, index) => (
        // A place in the stack is what a screen is known by: the one below it stays the one below it.
        // oxlint-disable-next-line react/no-array-index-key
        <Layer key={index} isTop={index === top && asked === undefined}>
          {shown(screen)}
        </Layer>
      ))}
      {asked === undefined ? null : <SignInPlace purpose={asked} />}
    </>
  )
}

/** Lower screens stay as they are, unseen: whoever comes back finds the list where they left it. */
function Layer({ isTop, children }: { isTop: boolean; children: ReactNode }) {
  return (
    <TopProvider value={isTop}>
      <Box display={isTop ? 'flex' : 'none'}>{children}</Box>
    </TopProvider>
  )
}

function shown(screen: Screen): ReactNode {
  switch (screen.name) {
    case 'menu':
      return <MainMenu />
    case 'browse':
      return <Browse title="Browse events" verb="book" />
    case 'book':
      return <Browse title="Book tickets: for which event?" verb="choose" />
    case 'booking':
      return <Booking event={screen.event} />
    case 'orders':
      return <Orders />
    case 'order':
      return <OrderTickets order={screen.order} />
    case 'create':
      return <Create />
    case 'own-events':
      return <OwnEvents />
    case 'dashboard':
      return <Dashboard event={screen.event} />
    case 'account':
      return <Account />
    case 'burst':
      return <Burst />
    case 'help':
      return <Help />
    default:
      return screen satisfies never
  }
}

/** A bug ends the menu with one sentence; Ink's own answer would be a stack trace. React wants a class for this. */
class Net extends Component<{ onCaught(error: Error): void; children: ReactNode }> {
  override state = { hasCaught: false }
  static getDerivedStateFromError() {
    return { hasCaught: true }
  }
  override componentDidCatch(error: unknown) {
    this.props.onCaught(error instanceof Error ? error : new Error(String(error)))
  }
  override render() {
    return this.state.hasCaught ? null : this.props.children
  }
}
