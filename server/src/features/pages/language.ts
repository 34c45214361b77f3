import { Language } from '@fairground/contract'
import Negotiator from 'negotiator'

const LANGUAGES = Language.anyOf.map((language) => language.const)

/** In which language a page is answered: as the address says, as was chosen before, as the browser asks; else English. */
export function chooseLanguage(asked: {
  readonly address: string | undefined
  readonly cookie: string | undefined
  readonly header: string | undefined
}): Language {
  const chosen =
    LANGUAGES.find((language) => language === asked.address) ?? LANGUAGES.find((language) => language === asked.cookie)
  if (chosen) return chosen
  const negotiator = new Negotiator({ headers: { 'accept-language': asked.header } })
  const [best] = negotiator.languages(LANGUAGES)
  return LANGUAGES.find((language) => language === best) ?? 'en'
}
