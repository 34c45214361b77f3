/** Who wants to hear of which event. */
export interface Watchers<Args extends unknown[]> {
  /** Calls `listener` each time the event is told of, until the returned function is called. */
  readonly watch: (eventId: string, listener: (...args: Args) => void) => () => void
  readonly tell: (eventId: string, ...args: Args) => void
  readonly has: (eventId: string) => boolean
}

export function openWatchers<Args extends unknown[] = []>(): Watchers<Args> {
  const listeners = new Map<string, Set<(...args: Args) => void>>()
  return {
    watch(eventId, listener) {
      let set = listeners.get(eventId)
      if (!set) listeners.set(eventId, (set = new Set()))
      set.add(listener)
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(eventId)
      }
    },
    tell(eventId, ...args) {
      for (const listener of listeners.get(eventId) ?? []) listener(...args)
    },
    has: (eventId) => listeners.has(eventId),
  }
}
