import type { Language } from '@fairground/contract'

type Chapters = Record<string, Record<string, string>>
type Loaders = Readonly<Record<Language, () => Promise<{ default: Chapters }>>>
type ChapterLoaders = Readonly<Record<Language, () => Promise<{ default: Record<string, string> }>>>

/** What everybody needs: the list, an event, buying, the account. One file a language. */
const buyer: Loaders = {
  en: () => import('./en/buyer.ts'),
  fa: () => import('./fa/buyer.ts'),
  zh: () => import('./zh/buyer.ts'),
  tr: () => import('./tr/buyer.ts'),
}

const seats: ChapterLoaders = {
  en: () => import('./en/seats.ts'),
  fa: () => import('./fa/seats.ts'),
  zh: () => import('./zh/seats.ts'),
  tr: () => import('./tr/seats.ts'),
}

const organizer: ChapterLoaders = {
  en: () => import('./en/organizer.ts'),
  fa: () => import('./fa/organizer.ts'),
  zh: () => import('./zh/organizer.ts'),
  tr: () => import('./tr/organizer.ts'),
}

const plans: ChapterLoaders = {
  en: () => import('./en/plans.ts'),
  fa: () => import('./fa/plans.ts'),
  zh: () => import('./zh/plans.ts'),
  tr: () => import('./tr/plans.ts'),
}

const admin: ChapterLoaders = {
  en: () => import('./en/admin.ts'),
  fa: () => import('./fa/admin.ts'),
  zh: () => import('./zh/admin.ts'),
  tr: () => import('./tr/admin.ts'),
}

export async function loadBuyer(language: Language): Promise<Chapters> {
  return (await buyer[language]()).default
}

/** For who chooses seats one by one. */
export async function loadSeats(language: Language): Promise<Chapters> {
  return { seats: (await seats[language]()).default }
}

/** Admins read the organizers' words as well: they see the same sales. */
export async function loadOrganizer(language: Language): Promise<Chapters> {
  return { organizer: (await organizer[language]()).default }
}

/** For who draws the plan of a venue. */
export async function loadPlans(language: Language): Promise<Chapters> {
  const [chapters, { default: own }] = await Promise.all([loadOrganizer(language), plans[language]()])
  return { ...chapters, plans: own }
}

export async function loadAdmin(language: Language): Promise<Chapters> {
  const [chapters, { default: own }] = await Promise.all([loadOrganizer(language), admin[language]()])
  return { ...chapters, admin: own }
}
