import { pageLanguageOf, type PageLanguage } from '../../domain/page-language.js'
import { mailHtml, markName } from './mail-html.js'
import { mailWords, type MailSubject, type MailWords } from './mail-words.js'

/** Who invites whom to what. Names are as somebody chose them: hostile, for all that is known here. */
export interface MailContents {
  readonly partnerName: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** BCP 47; a language without words of ours gets English. */
  readonly language: string
  readonly asksRelationship: boolean
  /** Whether the customer's account was created here, so that its credentials are in its partner's hands. */
  readonly isNewCustomer: boolean
  readonly url: string
  readonly expiresAt: Date
}

/** A mail that its sender may still change, and a link that opens it in the sender's own mail program. */
export interface InvitationMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly mailto: string
}

/** What mail programs take of a `mailto:` link, in characters; some take no more than 2,083. */
export const mailtoLimit = 2_000

// Whoever chose a name needs no more of it to be recognised.
const nameLength = 100

/** The mail of an invitation. Without remote content; every name in it is nothing but a name. */
export function composeMail (contents: MailContents): InvitationMail {
  const language = pageLanguageOf(contents.language)
  const words = mailWords[language]
  const about: MailSubject = { partner: plainName(contents.partnerName), origin: new URL(contents.url).origin, until: instantIn(language, contents.expiresAt) }
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
      [subject, briefOf(contents, words, about)],
      [words.subject({ ...about, partner: '' }).trim(), contents.url]
    ])
  }
}

/** One line of visible text: nothing that breaks a header, turns the writing round or hides. */
export function plainName (name: string): string {
  const line = name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '').replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length > nameLength ? `${characters.slice(0, nameLength).join('')}…` : line
}

function fullName ({ firstName, lastName }: MailContents, language: PageLanguage): string {
  const isEastAsian = (language === 'ja' || language === 'zh') && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(firstName + lastName)
  if (!isEastAsian) return `${firstName} ${lastName}`
  return language === 'ja' ? `${lastName} ${firstName}` : `${lastName}${firstName}`
}

function paragraphsOf ({ asksRelationship, isNewCustomer, url }: MailContents, words: MailWords, about: MailSubject, name: string): string[] {
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

function briefOf ({ asksRelationship, url }: MailContents, words: MailWords, about: MailSubject): string {
  return [asksRelationship ? words.askRelationship(about) : words.askAgreement(about), url, words.deadline(about)].join('\n\n')
}

function instantIn (language: PageLanguage, instant: Date): string {
  return `${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(instant)} (UTC)`
}

/** RFC 6068, with the first of the texts that fits into {@link mailtoLimit}; the last one fits unless the address does not. */
function mailtoOf (email: string, texts: ReadonlyArray<readonly [subject: string, body: string]>): string {
  const at = email.lastIndexOf('@')
  const to = `${percentEncoded(email.slice(0, at))}@${percentEncoded(email.slice(at + 1))}`
  const links = texts.map(([subject, body]) => `mailto:${to}?subject=${percentEncoded(subject)}&body=${percentEncoded(body.replaceAll('\n', '\r\n'))}`)
  return links.find(link => link.length <= mailtoLimit) ?? links.at(-1) as string
}

function percentEncoded (text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
