import { createHash } from 'node:crypto'
import type { FormContent } from '../offer/read-form.js'
import type { NamedPartner } from '../../../records/resellers.js'
import type { Acceptance } from '../repository.js'
import type { Offer } from '../offer/offer.js'
import type { SignedIn } from '../sign-in/sign-in.js'

/** The version of the page's words and layout, which is evidence. Change it with every change of either. */
export const pageVersion = '2'

/** The client that sent a form. */
export interface Origin {
  readonly ip: string
  readonly userAgent: string
}

/** What a form showed. It is encrypted in the form itself. */
export interface Shown {
  readonly openedAt: Date
  readonly partners: readonly NamedPartner[]
}

/** Creates the evidence of an acceptance from what the form showed, what was sent, and who signed in. */
export function acceptanceOf (
  offer: Offer,
  who: SignedIn,
  content: FormContent,
  shown: Shown,
  consent: { readonly text: string, readonly language: string },
  origin: Origin,
  referenceId: string,
  now: Date
): Acceptance {
  const { texts } = content
  const { document, invitation } = offer
  return {
    customerId: who.tenantId,
    invitationId: invitation?.invitationId ?? null,
    tokenSha256: offer.tokenSha256,
    objectId: who.objectId,
    acceptedAt: now,
    templateId: offer.templateId,
    isAccepted: offer.isAccepted,
    newCustomer: offer.isNewCustomer ? { companyName: texts.company, country: offer.country } : null,
    relationship: offer.asksRelationship
      ? { partnerId: offer.partner.id, resellerId: offer.reseller?.id ?? null }
      : null,
    evidence: {
      customer_id: who.tenantId,
      reference_id: referenceId,
      invitation_id: invitation?.invitationId ?? null,
      relationship_partner_id: offer.asksRelationship ? offer.partner.id : null,
      first_name: texts.firstName,
      last_name: texts.lastName,
      email: texts.email,
      phone_number: texts.phoneNumber.trim() === '' ? null : texts.phoneNumber,
      identity_issuer: who.issuer,
      identity_subject: who.subject,
      identity_object_id: who.objectId,
      identity_user_name: who.userName,
      signed_in_at: who.signedInAt,
      document_id: document.documentId,
      document_version: document.version,
      document_language: document.language,
      document_country: document.country,
      document_sha256: `\\x${document.sha256}`,
      consent_text: consent.text,
      consent_sha256: `\\x${createHash('sha256').update(consent.text).digest('hex')}`,
      page_language: consent.language,
      page_version: pageVersion,
      invited_at: invitation?.invitedAt ?? null,
      opened_at: shown.openedAt,
      ip: origin.ip,
      user_agent: origin.userAgent,
      partners_shown: shown.partners
    }
  }
}
