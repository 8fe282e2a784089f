/** How a partner takes part in the Cloud Solution Provider programme (R1). */
export type PartnerType = 'direct_bill' | 'indirect_provider' | 'indirect_reseller'

/** The clouds of partners' tenants; all but `public` have no agreement resource (R5). */
export const clouds = ['public', 'us_government', 'germany', 'china'] as const

/** One of {@link clouds}. */
export type Cloud = typeof clouds[number]

/** The clouds that have requests for a relationship: the public one and the one of 21Vianet. */
export const relationshipRequestClouds: readonly Cloud[] = ['public', 'china']

/** The Partner Center roles that matter to agreements (R2). */
export type Role = 'AdminAgent' | 'SalesAgent'

/** A registered partner, as far as a request needs it. */
export interface Partner {
  readonly partnerId: string
  readonly type: PartnerType
  readonly cloud: Cloud
  readonly cspRegion: string | null
  readonly adminAgentClaims: readonly string[]
  readonly salesAgentClaims: readonly string[]
}

/** The roles that the values of a token's role claim give its user at this partner. */
export function rolesOf (partner: Partner, claimValues: readonly string[]): ReadonlySet<Role> {
  const roles = new Set<Role>()
  if (claimValues.some(value => partner.adminAgentClaims.includes(value))) roles.add('AdminAgent')
  if (claimValues.some(value => partner.salesAgentClaims.includes(value))) roles.add('SalesAgent')
  return roles
}
