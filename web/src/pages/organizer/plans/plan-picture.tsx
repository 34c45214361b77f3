import { type Plan, readPlan } from '@fairground/contract'
import { type RefObject, useEffect, useRef, useState } from 'react'

import { useRead } from '../../../api/queries.ts'
import { around } from '../../../seats/map/view.ts'
import { paintPlan } from './drawing/paint-plan.ts'
import { usePlanTheme } from './drawing/use-plan-theme.ts'
import { planBox } from './edit/bounds.ts'
import { NOTHING } from './edit/selection.ts'

import './plan-picture.css'

/** A plan, small: painted when it comes into view. What it shows is said in words beside it. */
export function PlanPicture({ planId }: { planId: string }) {
  const box = useRef<HTMLDivElement>(null)
  const isSeen = useSeen(box)
  const { data } = useRead(readPlan, { params: { planId } }, { enabled: isSeen })
  return (
    <div ref={box} className="plan-picture" aria-hidden="true">
      {data ? <Painted plan={data} /> : null}
    </div>
  )
}

function Painted({ plan }: { plan: Plan }) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = usePlanTheme(box, plan.categories)
  useEffect(() => {
    if (!theme || !box.current || !canvas.current) return
    const size = { width: box.current.clientWidth, height: box.current.clientHeight }
    if (size.width === 0) return
    canvas.current.width = Math.round(size.width * devicePixelRatio)
    canvas.current.height = Math.round(size.height * devicePixelRatio)
    paintPlan(canvas.current, {
      ...{ plan, size, theme, selection: NOTHING, grid: 0, sketch: undefined },
      view: around(planBox(plan), size),
      ratio: devicePixelRatio,
      isPicture: true,
    })
  }, [plan, theme])
  return (
    <div ref={box} className="plan-picture-inside">
      <canvas ref={canvas} />
    </div>
  )
}

function useSeen(box: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (!box.current || isSeen) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
    })
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [box, isSeen])
  return isSeen
}
