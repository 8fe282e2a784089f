import type { PageLanguage } from '../../../domain/acceptance/page-language.js'
import { german } from './de.js'
import { english } from './en.js'
import { spanish } from './es.js'
import { french } from './fr.js'
import { japanese } from './ja.js'
import { chinese } from './zh.js'

/** Why a field of the form is rejected. */
export type FieldProblem = 'missing' | 'tooLong' | 'characters' | 'email'

/** A short page with one message. */
export interface Notice {
  readonly title: string
  readonly text: string
}

/** A document in a sentence: its version, and the name of its language. */
export interface NamedDocument {
  readonly version: string
  readonly language: string
}

/** All texts of the page in one language. A language without one of them does not compile. */
export interface Words {
  /** The language's name in itself. */
  readonly ownName: string
  readonly agreement: string
  readonly chooseLanguage: string
  readonly signedInAs: string
  readonly signOut: string
  readonly signedOut: Notice
  readonly signIn: Notice & {
    readonly button: string
    readonly hint: string
    readonly again: string
    readonly stay: string
  }
  readonly badLink: Notice & { readonly signIn: string }
  readonly otherOrganization: Notice
  readonly notAdministrator: Notice
  readonly expired: Notice
  readonly revoked: Notice
  readonly declined: Notice
  readonly accepted: Notice & { readonly open: string }
  readonly signInFailed: Notice
  readonly formInvalid: Notice
  readonly unavailable: Notice
  readonly notConfigured: Notice
  readonly unreadable: Notice
  readonly tooManyRequests: Notice
  readonly noDocument: Notice
  /** R25: direct acceptance is closed for this customer. */
  readonly closed: { readonly title: string, readonly text: (partner: string) => string }
  readonly country: Notice & { readonly label: string, readonly button: string }
  readonly form: {
    readonly title: string
    readonly titleWithRelationship: string
    readonly asks: (partner: string) => string
    readonly asksRelationship: (partner: string) => string
    readonly throughReseller: (reseller: string) => string
    readonly document: string
    readonly version: string
    readonly language: string
    readonly country: string
    readonly read: string
    readonly download: string
    readonly newTab: string
    readonly meaning: string
    readonly meaningAgreement: string
    readonly meaningRelationship: string
    readonly partners: string
    readonly partnersText: string
    readonly signatory: string
    readonly signatoryText: string
    readonly company: string
    readonly firstName: string
    readonly lastName: string
    readonly email: string
    readonly phoneNumber: string
    readonly optional: string
    readonly consent: string
    readonly accept: string
    readonly decline: string
    readonly declineText: string
  }
  /** The texts beside the boxes. They are what the customer accepts, and are recorded word for word. */
  readonly consentAgreement: (document: NamedDocument) => string
  readonly consentRelationship: (partner: string) => string
  readonly consentReseller: (partner: string, reseller: string) => string
  readonly errors: { readonly title: string, readonly tick: string } & Readonly<
    Record<FieldProblem, (label: string) => string>
  >
  readonly confirmation: {
    readonly title: string
    readonly text: string
    readonly reference: string
    readonly date: string
    readonly organization: string
    readonly signatory: string
    readonly account: string
    readonly relationship: string
    readonly hash: string
    /** The link to the document with this hash. */
    readonly displayed: string
    readonly wordFile: string
    readonly words: string
    readonly print: string
  }
  readonly partners: {
    readonly title: string
    readonly text: string
    readonly none: string
    readonly acceptedOn: (date: string) => string
    readonly notAccepted: string
    readonly since: string
    readonly attested: string
    readonly notAttested: string
    readonly invited: string
    readonly noRelationship: string
    readonly details: string
    readonly back: string
    readonly id: string
    readonly reseller: string
  }
}

const all: Readonly<Record<PageLanguage, Words>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  ja: japanese,
  zh: chinese
}

/** Returns the page's texts in a language. */
export function wordsOf (language: PageLanguage): Words {
  return all[language]
}
