import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { useConnection } from '../api/connection.ts'
import { useText } from '../i18n/text.ts'

import './connection-notice.css'

/** A line at the head of every page while the service is not heard. When it is back, what is shown is read again. */
export function ConnectionNotice() {
  const t = useText()
  const queries = useQueryClient()
  const isLost = useConnection() === 'lost'
  const wasLost = useRef(false)
  const [hasNetwork, setNetwork] = useState(true)

  useEffect(() => {
    setNetwork(navigator.onLine)
    if (wasLost.current && !isLost) void queries.invalidateQueries()
    wasLost.current = isLost
  }, [isLost, queries])

  return (
    <div className="connection no-print" role="status">
      {isLost ? <p>{t(hasNetwork ? 'common.reconnecting' : 'common.offline')}</p> : null}
    </div>
  )
}
