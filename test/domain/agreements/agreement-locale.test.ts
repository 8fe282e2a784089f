import t from 'tap'
import { countries, effectiveLocale, languages, languagesOf } from '../../../src/domain/agreements/agreement-locale.js'
import { englishOnly, secondLanguages } from '../../../src/domain/agreements/country-languages.js'

await t.test('the table has 246 countries: 155 with en-US only, 91 with a second language', async (t) => {
  const withSecond = secondLanguages.flatMap(([, inCountries]) => inCountries)
  t.equal(englishOnly.length, 155)
  t.equal(withSecond.length, 91)
  t.equal(new Set([...englishOnly, ...withSecond]).size, 246, 'no country is listed twice')
  t.equal(countries.length, 246)
  t.same(countries.filter((country) => !/^[A-Z]{2}$/.test(country)), [])
  t.same(countries.filter((country) => languagesOf(country)?.length === 1), [...englishOnly].sort())
})

await t.test('the languages are distinct and en-US comes first', async (t) => {
  t.equal(languages.length, 40)
  t.equal(new Set(languages).size, 40)
  t.equal(languages[0], 'en-US')
  t.same(languages.slice(1), [...languages.slice(1)].sort())
  t.ok(countries.every((country) => languagesOf(country)?.[0] === 'en-US'))
})

await t.test('the peculiarities of Partner Center\'s list are kept', async (t) => {
  t.same(languagesOf('TW'), ['en-US', 'zh-HK'])
  t.same(languagesOf('MU'), ['en-US', 'ar-SA'])
  t.same(languagesOf('ST'), ['en-US', 'fr-FR'])
  t.same(languagesOf('CH'), ['en-US', 'fr-FR'])
  for (const country of ['XJ', 'XS', 'XE', 'XK', 'SA', 'MR', 'PR']) t.same(languagesOf(country), ['en-US'], country)
  for (const country of ['CN', 'CU', 'IR', 'KP', 'SD', 'SY']) t.equal(languagesOf(country), undefined, country)
})

await t.test('every country is served in each of its offered languages', async (t) => {
  for (const country of countries) {
    for (const language of languagesOf(country) ?? []) {
      t.same(effectiveLocale({ country, language }), { country, language })
    }
  }
})

const cases: ReadonlyArray<[name: string, requested: Parameters<typeof effectiveLocale>[0], served: string]> = [
  ['an empty request', {}, 'US en-US'],
  ['both undefined', { country: undefined, language: undefined }, 'US en-US'],
  ['both empty', { country: '', language: '' }, 'US en-US'],
  ['both blank', { country: ' ', language: '\t' }, 'US en-US'],
  ['country only', { country: 'JP' }, 'JP en-US'],
  ['language only', { language: 'ja-JP' }, 'US en-US'],
  ['a country with a language that it has', { country: 'JP', language: 'ja-JP' }, 'JP ja-JP'],
  ['a script subtag', { country: 'RS', language: 'sr-Latn-RS' }, 'RS sr-Latn-RS'],
  ['Microsoft\'s sample KO + ja-JP: KO is not the code of Korea', { country: 'KO', language: 'ja-JP' }, 'US en-US'],
  ['Microsoft\'s sample CA + de-DE', { country: 'CA', language: 'de-DE' }, 'CA en-US'],
  ['lower-case country', { country: 'de', language: 'de-DE' }, 'US en-US'],
  ['lower-case language', { country: 'DE', language: 'de-de' }, 'DE en-US'],
  ['a country with spaces around it', { country: ' DE ', language: 'de-DE' }, 'US en-US'],
  ['a language that no country has', { country: 'TW', language: 'zh-TW' }, 'TW en-US'],
  ['an unlisted country', { country: 'CN', language: 'zh-SG' }, 'US en-US']
]
await t.test('a country or language that is not offered falls back', async (t) => {
  for (const [name, requested, served] of cases) {
    const { country, language } = effectiveLocale(requested)
    t.equal(`${country} ${language}`, served, name)
  }
})

await t.test('inherited property names and other hostile texts are neither a country nor a language', async (t) => {
  for (const hostile of [
    '__proto__', 'constructor', 'toString', 'length', '0', 'includes', 'DE\0', 'DE,FR', 'x'.repeat(100_000)
  ]) {
    t.equal(languagesOf(hostile), undefined)
    t.same(effectiveLocale({ country: hostile, language: hostile }), { country: 'US', language: 'en-US' })
    t.same(effectiveLocale({ country: 'DE', language: hostile }), { country: 'DE', language: 'en-US' })
  }
})
