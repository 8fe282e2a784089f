import type { AgreementType } from './agreement-template.js'

/** The person who accepted at the customer (R7). Texts are kept as they were given. */
export interface PrimaryContact {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** null where none was given; clients send "" for that too. */
  readonly phoneNumber: string | null
}

/** A partner's attestation that a customer accepted an agreement (R18). */
export interface Confirmation {
  readonly agreementType: AgreementType
  readonly templateId: string
  /** Object id of the partner's user who confirmed (R4). */
  readonly userId: string
  readonly primaryContact: PrimaryContact
  /** ISO 8601 in UTC with `Z`, as acknowledged. */
  readonly dateAgreed: string
}
