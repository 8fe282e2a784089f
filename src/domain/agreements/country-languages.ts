const codes = (list: string): readonly string[] => list.trim().split(/\s+/)

/**
 * The countries for which Partner Center offers the Microsoft Customer Agreement in `en-US` only.
 *
 * Source: Partner Center docs, "Get a download link for the Microsoft Customer Agreement template",
 * "List of supported countries and languages" (246 codes: these 155 and the 91 of
 * {@link secondLanguages}). The list is copied unchanged, including these peculiarities:
 *
 * - XJ (Jan Mayen), XS (Saba), XE (Sint Eustatius) and XK (Kosovo) are listed though ISO 3166-1 does not assign them.
 * - SA (Saudi Arabia) and MR (Mauritania) are `en-US` only, while MU (Mauritius) has `ar-SA`.
 * - KY, LC, MF, PR and SX have `en-US` twice, which has no effect.
 * - CN, CU, IR, KP, SD and SY are not listed, so they are unknown countries.
 */
export const englishOnly: readonly string[] = codes(`
  AX AF AL AS AD AI AQ AG AM AW AU AZ BS BD BB BJ BM BT BQ BA BW BV IO VG BN BF BI KH KY CF TD CX CC KM CD CG CK CW CY
  DJ DM EC GQ ER SZ ET FK FO FJ PF TF GA GM GE GH GI GL GD GP GU GG GN GW GY HT HM IS IE IM JM XJ JE KE KI XK LA LS LR
  MG MW MV ML MT MH MQ MR YT FM MN ME MS MZ MM NA NR NP NC NZ NE NG NU NF MP MK PK PW PS PG PH PN PR RE XS BL KN LC MF
  PM VC WS SM SA SC SL XE SX SB SO ZA GS SS LK SH SR SJ TJ TZ TL TG TK TO TT TM TC TV UM VI UG GB US VU VA WF ZM ZW
`)

/**
 * The languages offered in addition to `en-US`, each with its countries. No country has two of them.
 *
 * Source: the same list as for {@link englishOnly}, including these peculiarities:
 *
 * - TW has `zh-HK`, as HK and MO have; the list contains no `zh-TW`.
 * - MU has `ar-SA` and ST has `fr-FR`.
 * - ES, CH, DZ, MA, TN and RS have `en-US` twice and one other language. CH, for example, has `fr-FR` but no `de-DE`.
 */
export const secondLanguages: ReadonlyArray<readonly [language: string, countries: readonly string[]]> = [
  ['ar-SA', codes('BH EG IQ JO KW LB LY MU OM QA AE YE')],
  ['bg-BG', codes('BG')],
  ['cs-CZ', codes('CZ')],
  ['da-DK', codes('DK')],
  ['de-DE', codes('AT DE LI')],
  ['el-GR', codes('GR')],
  ['es-ES', codes('AR BZ BO CL CO CR DO SV GT HN MX NI PA PY PE ES UY VE')],
  ['et-EE', codes('EE')],
  ['fi-FI', codes('FI')],
  ['fr-FR', codes('DZ CI CM CA FR GF LU MC MA RW ST SN CH TN')],
  ['he-IL', codes('IL')],
  ['hi-IN', codes('IN')],
  ['hr-HR', codes('HR')],
  ['hu-HU', codes('HU')],
  ['id-ID', codes('ID')],
  ['it-IT', codes('IT')],
  ['ja-JP', codes('JP')],
  ['kk-KZ', codes('KZ')],
  ['ko-KR', codes('KR')],
  ['lt-LT', codes('LT')],
  ['lv-LV', codes('LV')],
  ['ms-MY', codes('MY')],
  ['nb-NO', codes('NO')],
  ['nl-NL', codes('BE NL')],
  ['pl-PL', codes('PL')],
  ['pt-BR', codes('BR')],
  ['pt-PT', codes('AO CV PT')],
  ['ro-RO', codes('MD RO')],
  ['ru-RU', codes('BY KG RU UZ')],
  ['sk-SK', codes('SK')],
  ['sl-SI', codes('SI')],
  ['sr-Latn-RS', codes('RS')],
  ['sv-SE', codes('SE')],
  ['th-TH', codes('TH')],
  ['tr-TR', codes('TR')],
  ['uk-UA', codes('UA')],
  ['vi-VN', codes('VN')],
  ['zh-HK', codes('HK MO TW')],
  ['zh-SG', codes('SG')]
]
