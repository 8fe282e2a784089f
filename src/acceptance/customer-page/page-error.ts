/** The kinds of pages for rejected requests. */
export type PageErrorKind =
  | 'badLink' | 'otherOrganization' | 'notAdministrator' | 'expired' | 'revoked' | 'declined' | 'accepted' | 'closed'
  | 'noDocument' | 'signInFailed' | 'formInvalid' | 'unavailable' | 'notConfigured' | 'unreadable' | 'tooManyRequests'

const statuses: Readonly<Record<PageErrorKind, number>> = {
  badLink: 404,
  otherOrganization: 403,
  notAdministrator: 403,
  expired: 410,
  revoked: 410,
  declined: 410,
  accepted: 409,
  closed: 403,
  noDocument: 404,
  signInFailed: 400,
  formInvalid: 403,
  unavailable: 503,
  notConfigured: 501,
  unreadable: 400,
  tooManyRequests: 429
}

/** Rejects a request of the customer's page. The response is a page that says why. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly kind: PageErrorKind
  /** `closed`: the partner's name; `accepted`: the reference of a confirmation that may be opened. */
  readonly about: string | undefined
  /** The language of the invitation, if there is one. */
  language: string | undefined

  constructor (kind: PageErrorKind, about?: string, options?: ErrorOptions) {
    super(kind, options)
    this.kind = kind
    this.about = about
  }

  get status (): number {
    return statuses[this.kind]
  }
}
