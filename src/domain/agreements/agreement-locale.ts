import { englishOnly, secondLanguages } from './country-languages.js'

/** The country and language of a template document. */
export interface AgreementLocale {
  readonly country: string
  readonly language: string
}

const defaultLocale: AgreementLocale = { country: 'US', language: 'en-US' }

// A Map, because a plain object would also find inherited names such as `__proto__` or `constructor`.
const languagesByCountry: ReadonlyMap<string, readonly string[]> = new Map([
  ...entriesFor(englishOnly, [defaultLocale.language]),
  ...secondLanguages.flatMap(([language, inCountries]) => entriesFor(inCountries, [defaultLocale.language, language]))
])

function entriesFor (inCountries: readonly string[], inLanguages: readonly string[]) {
  return inCountries.map((country) => [country, inLanguages] as const)
}

/** Every country code that Partner Center lists, in alphabetical order. */
export const countries: readonly string[] = [...languagesByCountry.keys()].sort()

/** Every language that Partner Center offers in some country: `en-US` first, then the others in alphabetical order. */
export const languages: readonly string[] = [defaultLocale.language, ...secondLanguages.map(([language]) => language)]

/** The languages offered for a country, `en-US` first; `undefined` for a code that Partner Center does not list. */
export function languagesOf (country: string): readonly string[] | undefined {
  return languagesByCountry.get(country)
}

/**
 * Returns the locale that Partner Center would serve for a requested one. The result is always in Partner Center's
 * table.
 *
 * A country that is absent, blank or not listed becomes `US`. A language that is absent, blank or not offered for that
 * country becomes `en-US`. Both are compared exactly, so `de` is not a country.
 *
 * Sources:
 *
 * - Partner Center docs, "Get a download link for the Microsoft Customer Agreement template": the two defaults, the
 *   fallback of the language, and that country codes are case-sensitive.
 * - Microsoft's SDK samples: the fallback of the country. They request `KO` with `ja-JP`, and `CA` with `de-DE`, and
 *   expect a document.
 */
export function effectiveLocale (
  requested: { country?: string | undefined, language?: string | undefined }
): AgreementLocale {
  const { country = '', language = '' } = requested
  const servedCountry = languagesByCountry.has(country) ? country : defaultLocale.country
  const isOffered = languagesByCountry.get(servedCountry)?.includes(language)
  return { country: servedCountry, language: isOffered ? language : defaultLocale.language }
}
