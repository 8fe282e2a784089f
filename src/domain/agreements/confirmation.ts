import type { AgreementType } from './agreement-template.js'

/** The person who accepted for the customer (R7). Texts are stored as the partner sent them. */
export interface PrimaryContact {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** null if the partner sent none. Some clients send "" instead of leaving the number out. */
  readonly phoneNumber: string | null
}

/** A partner's record that a customer accepted an agreement (R18). */
export interface Confirmation {
  readonly agreementType: AgreementType
  readonly templateId: string
  /** Object id of the partner's user who confirmed (R4). */
  readonly userId: string
  readonly primaryContact: PrimaryContact
  /** ISO 8601 in UTC with `Z`, as in the response to the partner. */
  readonly dateAgreed: string
}
