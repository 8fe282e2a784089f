import { languagesOf } from './agreement-locale.js'

/**
 * The languages in which to offer a country's document to a reader of `wanted` (BCP 47), best first. A language of the
 * country comes first if it is the wanted one in any region: `de-DE` for a reader of `de-CH`. `en-US` comes last.
 */
export function documentLanguages (country: string, wanted: string): readonly string[] {
  const offered = languagesOf(country) ?? []
  const primary = (tag: string) => tag.toLowerCase().split('-')[0]
  const own = offered.find(language => language.toLowerCase() === wanted.toLowerCase()) ??
    offered.find(language => primary(language) === primary(wanted))
  return [...new Set([own ?? 'en-US', 'en-US'])]
}

/**
 * The language in which to write to a customer of a country by default: the one offered in addition to `en-US`, or
 * `en-US` if there is none.
 */
export function languageOfCountry (country: string): string {
  return languagesOf(country)?.at(-1) ?? 'en-US'
}
