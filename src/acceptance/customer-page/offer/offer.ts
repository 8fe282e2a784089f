import { isDirectAcceptanceClosed, isDirectlyAccepted } from '../../../domain/acceptance/direct-acceptance.js'
import {
  countries, effectiveLocale, languagesOf, type AgreementLocale
} from '../../../domain/agreements/agreement-locale.js'
import { agreementTemplates } from '../../../domain/agreements/agreement-template.js'
import type { PageLanguage } from '../../../domain/acceptance/page-language.js'
import type { Environment, ProgrammeRule } from '../../../domain/programme.js'
import type { Entry } from '../entry.js'
import { invitationTokenHash } from '../../invitation-token.js'
import { PageError } from '../page-error.js'
import type { CurrentDocument } from '../../../records/current-document.js'
import type { NamedPartner } from '../../../records/resellers.js'
import type { AcceptanceRepository, Invitation, KnownCustomer } from '../repository.js'
import type { SignedIn } from '../sign-in/sign-in.js'

/** What a signed-in administrator is asked to accept. */
export interface Offer {
  /** Absent for a relationship request. */
  readonly invitation: Invitation | undefined
  readonly tokenSha256: Buffer | null
  readonly partner: NamedPartner
  readonly reseller: NamedPartner | null
  readonly asksRelationship: boolean
  readonly templateId: string
  readonly document: CurrentDocument
  /** The partners that the customer works with today. */
  readonly partners: readonly NamedPartner[]
  /** Whether the customer is not registered yet, so that it must enter its name. */
  readonly isNewCustomer: boolean
  /** Whether the customer has a valid direct acceptance. R25 does not apply then. */
  readonly isAccepted: boolean
  readonly companyName: string
  readonly country: string
}

/** Whether an invitation can still be accepted or declined. */
export function isOpen ({ ended, expiresAt }: Invitation, now: Date): boolean {
  return ended === null && now < expiresAt
}

/** What reading an offer needs. */
export interface OfferOptions {
  readonly acceptances: AcceptanceRepository
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  readonly clock: () => Date
}

/** Reads the offer of an invitation. Throws a {@link PageError} that says no more than the signed-in user may know. */
export async function invitedOffer (options: OfferOptions, token: string, who: SignedIn): Promise<Offer> {
  const tokenSha256 = invitationTokenHash(token)
  const invitation = await options.acceptances.findInvitation(tokenSha256)
  if (invitation === undefined) throw new PageError('badLink')
  return await offerOf(options, invitation, tokenSha256, who).catch((error: unknown) => {
    // All links that do not work get exactly the same page.
    if (error instanceof PageError && error.kind !== 'badLink') error.language = invitation.language
    throw error
  })
}

async function offerOf (
  options: OfferOptions,
  invitation: Invitation,
  tokenSha256: Buffer,
  who: SignedIn
): Promise<Offer> {
  const { acceptances, clock } = options
  const now = clock()
  const open = isOpen(invitation, now)
  if (invitation.customerId !== null && invitation.customerId !== who.tenantId) {
    throw new PageError(open ? 'otherOrganization' : 'badLink')
  }
  if (!who.isAdministrator) throw new PageError(open ? 'notAdministrator' : 'badLink')
  if (!open) throw await whyClosed(acceptances, invitation, who)
  const customer = await acceptances.findCustomer(who.tenantId)
  const partner = shown(invitation.partner)
  if (isClosedTo(customer, options)) {
    await acceptances.recordUnavailable(invitation.invitationId, who.tenantId, now)
    throw new PageError('closed', partner.name)
  }
  const known = await standing(options, customer, who, invitation.companyName)
  if (known.isAccepted && (!invitation.asksRelationship || known.partners.some(({ id }) => id === partner.id))) {
    // With this the partner sees that the invitation reached the customer and has ended.
    await acceptances.open(invitation.invitationId, who.tenantId, now)
    await acceptances.awaitDurability()
    throw new PageError(
      'accepted',
      customer.acceptedBy === who.objectId ? (customer.referenceId ?? undefined) : undefined
    )
  }
  return {
    invitation,
    tokenSha256,
    partner,
    reseller: invitation.reseller === null ? null : shown(invitation.reseller),
    asksRelationship: invitation.asksRelationship,
    templateId: invitation.templateId,
    document: invitation.document,
    country: invitation.country,
    ...known
  }
}

/** The offer of a relationship request; `'country'` where it must be asked for first. Throws a {@link PageError}. */
export async function requestedOffer (
  options: OfferOptions,
  entry: Extract<Entry, { kind: 'relationship' }>,
  who: SignedIn,
  givenCountry: string | undefined,
  language: PageLanguage
): Promise<Offer | 'country'> {
  const { acceptances } = options
  if (!who.isAdministrator) throw new PageError('notAdministrator')
  const [partner, reseller, customer] = await Promise.all([
    acceptances.findSeller(entry.partnerId),
    entry.resellerId === undefined ? null : acceptances.findReseller(entry.partnerId, entry.resellerId),
    acceptances.findCustomer(who.tenantId)
  ])
  // Anybody can write such a link, so it must be one that the API would return.
  if (partner === undefined || reseller === undefined) throw new PageError('badLink')
  if (isClosedTo(customer, options)) throw new PageError('closed', shown(partner).name)
  const country = customer.country ?? givenCountry
  if (country === undefined || !(countries.includes(country) || customer.country !== null)) return 'country'
  const template = agreementTemplates.find(({ hasDocument }) => hasDocument) as (typeof agreementTemplates)[number]
  const document = await acceptances.findDocument(template.templateId, localesOf(country, language))
  if (document === undefined) throw new PageError('noDocument')
  const before = await acceptances.findConfirmation(who.tenantId, {
    partnerId: partner.id,
    documentId: document.documentId
  })
  if (before !== undefined) {
    throw new PageError('accepted', before.objectId === who.objectId ? before.referenceId : undefined)
  }
  return {
    invitation: undefined,
    tokenSha256: null,
    partner: shown(partner),
    reseller: reseller === null ? null : shown(reseller),
    asksRelationship: true,
    templateId: template.templateId,
    document,
    country,
    ...(await standing(options, customer, who, null))
  }
}

/** Says why an offer has ended. */
export async function whyClosed (
  acceptances: AcceptanceRepository,
  { ended, customerId, invitationId }: Invitation,
  who: SignedIn
): Promise<PageError> {
  if (ended === 'accepted') {
    const confirmation = await acceptances.findConfirmation(who.tenantId, { invitationId })
    return confirmation === undefined
      ? new PageError('badLink')
      : new PageError('accepted', confirmation.objectId === who.objectId ? confirmation.referenceId : undefined)
  }
  // A repeated decline or revocation gets the same page.
  if (ended !== null) await acceptances.awaitDurability()
  // If the invitation names no customer, the user learns nothing about it.
  if (customerId === null) return new PageError('badLink')
  return new PageError(ended ?? 'expired')
}

function isClosedTo (customer: KnownCustomer, { clock, environment, programme }: OfferOptions): boolean {
  return isDirectAcceptanceClosed(customer, clock().getTime(), environment, programme)
}

async function standing (
  { acceptances, clock, environment, programme }: OfferOptions,
  { companyName, directAcceptances }: KnownCustomer,
  who: SignedIn,
  invitedName: string | null
) {
  const partners = await acceptances.listPartners(who.tenantId)
  return {
    partners: partners.filter(({ since }) => since !== null).map(shown),
    isNewCustomer: companyName === null,
    isAccepted: isDirectlyAccepted(directAcceptances, clock().getTime(), environment, programme),
    companyName: companyName ?? invitedName ?? ''
  }
}

/** A partner to show. Bidirectional controls are removed: they could reorder the text that the customer accepts. */
function shown ({ id, name }: NamedPartner): NamedPartner {
  return { id, name: name.replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '') }
}

/** Finds the document in the page's language, if the country has one. */
function localesOf (country: string, language: PageLanguage): AgreementLocale[] {
  const wanted = languagesOf(country)?.find(offered => offered.startsWith(`${language}-`))
  const best = effectiveLocale({ country, language: wanted })
  return [best, { country: best.country, language: 'en-US' }, { country: 'US', language: 'en-US' }]
}
