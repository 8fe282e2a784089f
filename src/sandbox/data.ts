import type { Cloud, PartnerType } from '../domain/partner.js'

/**
 * The sandbox's data. It is fixed, so that a README, a CI job and a test can quote it. Names, ids and addresses are
 * invented; nobody can register a domain under `.example`. Production has none of this data.
 */

/** A partner and its tenant. */
export interface SandboxPartner {
  readonly partnerId: string
  readonly name: string
  /** The tenant's domain, with which clients may name the tenant. */
  readonly domain: string
  readonly type: PartnerType
  readonly cloud: Cloud
  readonly mpnId: string
  /** The day (`yyyy-mm-dd`) on which it signed the Microsoft Partner Agreement; `null` if it has not. */
  readonly partnerAgreementSignedOn: string | null
}

/** A user's group in Partner Center, which is the value of `roles` in the sandbox's tokens. */
export type SandboxRoleClaim = 'AdminAgents' | 'SalesAgents' | 'HelpdeskAgents'

/** A user of a partner, who signs in with `sandboxPassword`. */
export interface SandboxUser {
  readonly objectId: string
  readonly partnerId: string
  readonly userPrincipalName: string
  readonly name: string
  readonly role: SandboxRoleClaim
}

/** A partner's own application, which signs in with `sandboxPassword` as its client secret. */
export interface SandboxApplication {
  readonly clientId: string
  readonly partnerId: string
}

/** A customer and its tenant. */
export interface SandboxCustomer {
  readonly customerId: string
  readonly name: string
  readonly domain: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/** A user of a customer, who signs in to the customer's page with `sandboxPassword`. */
export interface SandboxCustomerUser {
  readonly userId: string
  readonly customerId: string
  /** Lower case. */
  readonly userName: string
  readonly firstName: string
  readonly lastName: string
  readonly isAdministrator: boolean
}

/** A reselling relationship. `resellerId` is the indirect reseller through which a provider sells. */
export interface SandboxRelationship {
  readonly partnerId: string
  readonly customerId: string
  readonly resellerId: string | null
}

/** An indirect reseller and the provider that it buys from. */
export interface SandboxResellerLink {
  readonly providerId: string
  readonly resellerId: string
}

/** A confirmation from before the first start of the sandbox. `dateAgreed` is a day (`yyyy-mm-dd`). */
export interface SandboxConfirmation {
  readonly partnerId: string
  readonly customerId: string
  readonly agreementType: 'MicrosoftCloudAgreement' | 'MicrosoftCustomerAgreement'
  readonly dateAgreed: string
}

/** A licence-based subscription that a customer bought through a partner. */
export interface SandboxSubscription {
  readonly subscriptionId: string
  readonly partnerId: string
  readonly customerId: string
  readonly offerId: string
  readonly offerName: string
  readonly quantity: number
  readonly autoRenew: boolean
}

/** The password of every fixed sandbox user and the secret of every sandbox application. */
export const sandboxPassword = 'sandbox'

const contoso = 'd1000000-0000-4000-8000-000000000001'
const fabrikam = 'd2000000-0000-4000-8000-000000000002'
const northwind = 'd3000000-0000-4000-8000-000000000003'
const tailspin = 'd4000000-0000-4000-8000-000000000004'

const adventureWorks = 'c1000000-0000-4000-8000-000000000001'
const wingtip = 'c2000000-0000-4000-8000-000000000002'
const litware = 'c3000000-0000-4000-8000-000000000003'
const proseware = 'c4000000-0000-4000-8000-000000000004'
const lucerne = 'c5000000-0000-4000-8000-000000000005'
const tailspinAgency = 'c6000000-0000-4000-8000-000000000006'

/** Every partner of the sandbox. Tailspin shows rejections: it is in another cloud and has no Partner Agreement. */
export const sandboxPartners: readonly SandboxPartner[] = frozen([
  {
    partnerId: contoso,
    name: 'Contoso Direct',
    domain: 'contoso-direct.example',
    type: 'direct_bill',
    cloud: 'public',
    mpnId: '1000001',
    partnerAgreementSignedOn: '2019-09-01'
  },
  {
    partnerId: fabrikam,
    name: 'Fabrikam Distribution',
    domain: 'fabrikam.example',
    type: 'indirect_provider',
    cloud: 'public',
    mpnId: '1000002',
    partnerAgreementSignedOn: '2019-09-01'
  },
  {
    partnerId: northwind,
    name: 'Northwind Resell',
    domain: 'northwind.example',
    type: 'indirect_reseller',
    cloud: 'public',
    mpnId: '1000003',
    partnerAgreementSignedOn: '2019-10-01'
  },
  {
    partnerId: tailspin,
    name: 'Tailspin Federal',
    domain: 'tailspin.example',
    type: 'direct_bill',
    cloud: 'us_government',
    mpnId: '1000004',
    partnerAgreementSignedOn: null
  }
])

/** Three users for each partner. An object id is the partner's id with 1, 2 or 3 as first digit of the last group. */
export const sandboxUsers: readonly SandboxUser[] = frozen(sandboxPartners.flatMap(partner => [
  userOf(partner, 1, 'AdminAgents', 'Admin'),
  userOf(partner, 2, 'SalesAgents', 'Sales'),
  userOf(partner, 3, 'HelpdeskAgents', 'Helpdesk')
]))

/** One application for each partner. Its client id is the partner's id with `a` instead of `d`. */
export const sandboxApplications: readonly SandboxApplication[] = frozen(
  sandboxPartners.map(({ partnerId }) => ({ clientId: `a${partnerId.slice(1)}`, partnerId }))
)

/** An application of Contoso's tenant that is not registered with Contoso, for tests of that error. */
export const unregisteredApplication: SandboxApplication = Object.freeze({
  clientId: `b${contoso.slice(1)}`,
  partnerId: contoso
})

/** Every customer of the sandbox, of all partners. */
export const sandboxCustomers: readonly SandboxCustomer[] = frozen([
  { customerId: adventureWorks, name: 'Adventure Works', domain: 'adventure-works.example', country: 'US' },
  { customerId: wingtip, name: 'Wingtip Toys', domain: 'wingtip-toys.example', country: 'DE' },
  { customerId: litware, name: 'Litware', domain: 'litware.example', country: 'JP' },
  { customerId: proseware, name: 'Proseware', domain: 'proseware.example', country: 'FR' },
  { customerId: lucerne, name: 'Lucerne Publishing', domain: 'lucerne-publishing.example', country: 'CH' },
  { customerId: tailspinAgency, name: 'Tailspin Agency', domain: 'tailspin-agency.example', country: 'US' }
])

/**
 * Two users for each customer: `admin@` and `user@` its domain. An object id is the customer's id with 1 or 2 as the
 * first digit of the last group.
 */
export const sandboxCustomerUsers: readonly SandboxCustomerUser[] = frozen(
  sandboxCustomers.flatMap(({ customerId, name, domain }) => [
    {
      userId: idOf(customerId, 1),
      customerId,
      userName: `admin@${domain}`,
      firstName: 'Avery',
      lastName: `Admin of ${name}`,
      isAdministrator: true
    },
    {
      userId: idOf(customerId, 2),
      customerId,
      userName: `user@${domain}`,
      firstName: 'Uma',
      lastName: `User of ${name}`,
      isAdministrator: false
    }
  ])
)

/** All reselling relationships. Adventure Works buys from two partners, which must not learn of each other. */
export const sandboxRelationships: readonly SandboxRelationship[] = frozen([
  { partnerId: contoso, customerId: adventureWorks, resellerId: null },
  { partnerId: fabrikam, customerId: adventureWorks, resellerId: null },
  { partnerId: contoso, customerId: wingtip, resellerId: null },
  { partnerId: fabrikam, customerId: litware, resellerId: northwind },
  { partnerId: contoso, customerId: proseware, resellerId: null },
  { partnerId: contoso, customerId: lucerne, resellerId: null },
  { partnerId: tailspin, customerId: tailspinAgency, resellerId: null }
])

/** The indirect resellers of the sandbox's one provider. */
export const sandboxResellerLinks: readonly SandboxResellerLink[] = frozen([
  { providerId: fabrikam, resellerId: northwind }
])

/** Proseware has a Cloud Agreement and no MCA. Lucerne's MCA is older than the re-acceptance cut-off of 2023-04-01. */
export const sandboxConfirmations: readonly SandboxConfirmation[] = frozen([
  { partnerId: contoso, customerId: proseware, agreementType: 'MicrosoftCloudAgreement', dateAgreed: '2019-06-14' },
  { partnerId: contoso, customerId: lucerne, agreementType: 'MicrosoftCustomerAgreement', dateAgreed: '2022-05-02' }
])

/** Wingtip bought before the MCA existed and has none, so the order gate decides about its renewal and new seats. */
export const sandboxSubscriptions: readonly SandboxSubscription[] = frozen([
  {
    subscriptionId: '5b000000-0000-4000-8000-000000000002',
    partnerId: contoso,
    customerId: wingtip,
    offerId: '031c9e47-4802-4248-838e-778fb1d2cc05',
    offerName: 'Microsoft 365 Business Standard',
    quantity: 10,
    autoRenew: true
  }
])

function userOf (partner: SandboxPartner, digit: number, role: SandboxRoleClaim, duty: string): SandboxUser {
  const { partnerId, name, domain } = partner
  return {
    objectId: idOf(partnerId, digit),
    partnerId,
    userPrincipalName: `${duty.toLowerCase()}agent@${domain}`,
    name: `${duty} Agent of ${name}`,
    role
  }
}

/** A user's id: the tenant's id with another first digit in its last group. */
function idOf (tenantId: string, digit: number): string {
  return `${tenantId.slice(0, 24)}${digit}${tenantId.slice(25)}`
}

function frozen<Row extends object> (rows: readonly Row[]): readonly Row[] {
  return Object.freeze(rows.map(row => Object.freeze(row)))
}
