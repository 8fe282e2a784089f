import { languagesOf } from './agreement-locale.js'

/**
 * The languages in which a country's document may be had by somebody who reads `wanted` (BCP 47), the best first: the
 * country's own where it is the same language whatever its region, then `en-US`, which every country has.
 */
export function documentLanguages (country: string, wanted: string): readonly string[] {
  const offered = languagesOf(country) ?? []
  const primary = (tag: string) => tag.toLowerCase().split('-')[0]
  const own = offered.find(language => language.toLowerCase() === wanted.toLowerCase()) ?? offered.find(language => primary(language) === primary(wanted))
  return [...new Set([own ?? 'en-US', 'en-US'])]
}

/** The language to address somebody in a country in, unless another one is asked for: the one beside `en-US`, where there is one. */
export function languageOfCountry (country: string): string {
  return languagesOf(country)?.at(-1) ?? 'en-US'
}
