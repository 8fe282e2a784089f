/** The languages of our own words to a customer: the page and the mail. A document's languages are another matter. */
export const pageLanguages = ['en', 'de', 'fr', 'es', 'ja', 'zh'] as const

/** One of {@link pageLanguages}. */
export type PageLanguage = typeof pageLanguages[number]

/** The page language of a tag such as `de-CH` or `zh-Hans-CN`; English where there is none. */
export function pageLanguageOf (tag: string): PageLanguage {
  const primary = tag.toLowerCase().split('-')[0]
  return pageLanguages.find(language => language === primary) ?? 'en'
}
