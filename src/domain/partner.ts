/** The role of a partner in the Cloud Solution Provider programme (R1). */
export type PartnerType = 'direct_bill' | 'indirect_provider' | 'indirect_reseller'

/** The clouds in which partners have tenants. Only `public` has agreement resources (R5). */
export const clouds = ['public', 'us_government', 'germany', 'china'] as const

/** One of {@link clouds}. */
export type Cloud = typeof clouds[number]

/** The Partner Center roles that may record and read confirmations (R2). */
export type Role = 'AdminAgent' | 'SalesAgent'

/** The data of a registered partner that requests need. */
export interface Partner {
  readonly partnerId: string
  readonly type: PartnerType
  readonly cloud: Cloud
  readonly cspRegion: string | null
  readonly adminAgentClaims: readonly string[]
  readonly salesAgentClaims: readonly string[]
  /** The client ids, in lower case, of the applications that may call without a user. */
  readonly applicationIds: readonly string[]
}

/** The roles of a user at this partner, from the values of the role claim in the user's token. */
export function rolesOf (partner: Partner, claimValues: readonly string[]): ReadonlySet<Role> {
  const roles = new Set<Role>()
  if (claimValues.some(value => partner.adminAgentClaims.includes(value))) roles.add('AdminAgent')
  if (claimValues.some(value => partner.salesAgentClaims.includes(value))) roles.add('SalesAgent')
  return roles
}
