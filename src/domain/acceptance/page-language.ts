/** The languages of the customer's page and of the invitation mail. The documents have languages of their own. */
export const pageLanguages = ['en', 'de', 'fr', 'es', 'ja', 'zh'] as const

/** One of {@link pageLanguages}. */
export type PageLanguage = typeof pageLanguages[number]

/** The page language for a tag such as `de-CH` or `zh-Hans-CN`; English if none of them fits. */
export function pageLanguageOf (tag: string): PageLanguage {
  const primary = tag.toLowerCase().split('-')[0]
  return pageLanguages.find(language => language === primary) ?? 'en'
}
