import { englishOnly, secondLanguages } from './country-languages.js'

/** The country and language that a template document is served in. */
export interface AgreementLocale {
  readonly country: string
  readonly language: string
}

const fallback: AgreementLocale = { country: 'US', language: 'en-US' }

// A Map, because a caller's `__proto__` or `constructor` would be found in a plain object.
const offered: ReadonlyMap<string, readonly string[]> = new Map([
  ...offeredIn(englishOnly, [fallback.language]),
  ...secondLanguages.flatMap(([language, inCountries]) => offeredIn(inCountries, [fallback.language, language]))
])

function offeredIn (inCountries: readonly string[], inLanguages: readonly string[]) {
  return inCountries.map((country) => [country, inLanguages] as const)
}

/** Every country code that Partner Center lists, in alphabetical order. */
export const countries: readonly string[] = [...offered.keys()].sort()

/** Every language that Partner Center offers in some country: `en-US`, then the others in alphabetical order. */
export const languages: readonly string[] = [fallback.language, ...secondLanguages.map(([language]) => language)]

/** The languages offered for a country, `en-US` first, or undefined for a code that Partner Center does not list. */
export function languagesOf (country: string): readonly string[] | undefined {
  return offered.get(country)
}

/**
 * The locale that Partner Center would serve: never an error, always one of its table.
 *
 * A country that is absent, blank or not listed becomes `US`; a language that is absent, blank or not
 * offered for that country becomes `en-US`. Both are matched exactly, so `de` is not a country.
 *
 * Source: Partner Center docs, "Get a download link for the Microsoft Customer Agreement template", for
 * both defaults, the language's fallback and the country's case. The country's fallback follows
 * Microsoft's SDK samples, which ask for `KO` with `ja-JP` and for `CA` with `de-DE` and expect an answer.
 */
export function effectiveLocale (wanted: { country?: string | undefined, language?: string | undefined }): AgreementLocale {
  const { country = '', language = '' } = wanted
  const served = offered.has(country) ? country : fallback.country
  const isOffered = offered.get(served)?.includes(language)
  return { country: served, language: isOffered ? language : fallback.language }
}
