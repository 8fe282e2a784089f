import type { InvitationStatus, MailStatus } from '../../domain/acceptance/invitation.js'

/** An invitation to be stored. */
export interface NewInvitation {
  readonly invitationId: string
  readonly partnerId: string
  readonly customerId: string | null
  readonly asksRelationship: boolean
  readonly indirectResellerId: string | null
  readonly templateId: string
  readonly documentId: string
  /** BCP 47, of the page and the mail. */
  readonly language: string
  readonly country: string
  readonly companyName: string | null
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** Object id of the partner's user. */
  readonly invitedBy: string
  readonly invitedAt: Date
  readonly expiresAt: Date
}

/** An invitation and what came of it. */
export interface StoredInvitation extends Omit<NewInvitation, 'documentId' | 'templateId'> {
  readonly partnerName: string
  /** Whether the customer's account was created here. */
  readonly isNewCustomer: boolean
  readonly status: InvitationStatus
  readonly document: { readonly version: string, readonly language: string, readonly sha256: string }
  /** Whether that document was replaced since. */
  readonly outdated: boolean
  /** When its newest link was made. */
  readonly sentAt: Date
  /** For how long each of its links can be used, in ms. */
  readonly lifetimeMs: number
  readonly mailedAt: Date | null
  /** Of the last mail that was asked for; null: none was. */
  readonly mailStatus: MailStatus | null
  readonly openedAt: Date | null
  readonly endedAt: Date | null
  /** R25: the customer is known to have bought through a partner. */
  readonly hasBought: boolean
  /** Own acceptances of the customer that it names, in ms since the epoch. */
  readonly directAcceptances: readonly number[]
}

/** Where in the list a page begins: after this invitation. */
export interface ListPosition {
  /** The date by which the list is ordered. */
  readonly listedAt: Date
  readonly invitationId: string
}

/** An invitation in a list. */
export interface ListedInvitation extends StoredInvitation, ListPosition {}

/** Which invitations to list. */
export interface InvitationFilter {
  readonly status: InvitationStatus | undefined
  readonly customerId: string | undefined
  readonly after: ListPosition | undefined
  readonly limit: number
}
