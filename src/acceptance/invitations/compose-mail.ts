import { pageLanguageOf, type PageLanguage } from '../../domain/acceptance/page-language.js'
import { mailHtml, markName } from './mail-html.js'
import { mailWords, type MailSubject, type MailWords } from './mail-words.js'

/** What the mail of an invitation is written from. The names are untrusted input. */
export interface MailContents {
  readonly partnerName: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** BCP 47. A language without texts of ours gets English. */
  readonly language: string
  readonly asksRelationship: boolean
  /** Whether the partner created the customer here, and so has its credentials. */
  readonly isNewCustomer: boolean
  readonly url: string
  readonly expiresAt: Date
}

/** A mail, and a link that opens it in the partner's own mail program. */
export interface InvitationMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly mailto: string
}

/** The longest `mailto:` link, in characters. Some mail programs accept at most 2,083. */
export const mailtoLimit = 2_000

// Longer names are cut. This many characters are enough to recognise a name.
const nameLength = 100

/** Writes the mail of an invitation. It has no remote content, and names in it are plain text. */
export function composeMail (contents: MailContents): InvitationMail {
  const language = pageLanguageOf(contents.language)
  const words = mailWords[language]
  const about: MailSubject = {
    partner: plainName(contents.partnerName),
    origin: new URL(contents.url).origin,
    until: instantIn(language, contents.expiresAt)
  }
  const name = plainName(fullName(contents, language))
  const subject = words.subject(about)
  const paragraphs = paragraphsOf(contents, words, about, name)
  const text = `${paragraphs.join('\n\n')}\n`
  return {
    to: contents.email,
    subject,
    text,
    html: mailHtml({
      language,
      subject,
      paragraphs: paragraphsOf(contents, words, { ...about, partner: markName(about.partner) }, markName(name)),
      url: contents.url
    }),
    mailto: mailtoOf(contents.email, [
      [subject, text],
      [subject, shortText(contents, words, about)],
      [words.subject({ ...about, partner: '' }).trim(), contents.url]
    ])
  }
}

/** A name as one line of visible text: without line breaks, direction marks and invisible characters. */
export function plainName (name: string): string {
  const line = name
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length > nameLength ? `${characters.slice(0, nameLength).join('')}…` : line
}

function fullName ({ firstName, lastName }: MailContents, language: PageLanguage): string {
  const isEastAsian =
    (language === 'ja' || language === 'zh') &&
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(firstName + lastName)
  if (!isEastAsian) return `${firstName} ${lastName}`
  return language === 'ja' ? `${lastName} ${firstName}` : `${lastName}${firstName}`
}

function paragraphsOf (
  { asksRelationship, isNewCustomer, url }: MailContents,
  words: MailWords,
  about: MailSubject,
  name: string
): string[] {
  return [
    words.greeting(name),
    asksRelationship ? words.askRelationship(about) : words.askAgreement(about),
    words.steps,
    url,
    ...(isNewCustomer ? [words.credentials] : []),
    words.deadline(about),
    words.otherwise(about),
    words.caution(about)
  ]
}

function shortText ({ asksRelationship, url }: MailContents, words: MailWords, about: MailSubject): string {
  return [asksRelationship ? words.askRelationship(about) : words.askAgreement(about), url, words.deadline(about)].join(
    '\n\n'
  )
}

function instantIn (language: PageLanguage, instant: Date): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  return `${format.format(instant)} (UTC)`
}

/** Returns a `mailto:` link (RFC 6068) with the first text that fits into {@link mailtoLimit}, else the last one. */
function mailtoOf (email: string, texts: ReadonlyArray<readonly [subject: string, body: string]>): string {
  const at = email.lastIndexOf('@')
  const to = `${percentEncoded(email.slice(0, at))}@${percentEncoded(email.slice(at + 1))}`
  const links = texts.map(
    ([subject, body]) =>
      `mailto:${to}?subject=${percentEncoded(subject)}&body=${percentEncoded(body.replaceAll('\n', '\r\n'))}`
  )
  return links.find(link => link.length <= mailtoLimit) ?? links.at(-1) as string
}

function percentEncoded (text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}
