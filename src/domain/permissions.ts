import { clouds, type Cloud } from './partner.js'

/** Who may use an operation. Indirect resellers may use none (R1). */
export interface Permission {
  /** The clouds in which the operation exists (R5). */
  readonly clouds: readonly Cloud[]
  /** Whether a user must be an Admin or Sales agent of the partner (R2). */
  readonly needsRole: boolean
  /** Whether a registered application may call without a user. */
  readonly allowsApplications: boolean
}

const agents: Permission = { clouds, needsRole: true, allowsApplications: false }
const agentsInPublicCloud: Permission = { ...agents, clouds: ['public'] }
const agentsAndApplications: Permission = { ...agents, allowsApplications: true }

/** Who may use each operation. */
export const permissions = {
  confirmAcceptance: agentsInPublicCloud,
  readConfirmations: agentsInPublicCloud,
  readDirectAcceptance: agentsInPublicCloud,
  readAgreementMetadata: agentsInPublicCloud,
  readAgreementDocument: agentsInPublicCloud,
  readAcceptanceStatus: agentsInPublicCloud,
  manageInvitations: agentsInPublicCloud,
  readCustomer: agents,
  listCustomers: agentsAndApplications,
  createCustomer: agentsAndApplications,
  // In China, the cloud of 21Vianet, too.
  requestRelationship: { ...agents, clouds: ['public', 'china'] },
  placeOrders: agentsAndApplications,
  askOrderGate: agentsAndApplications,
  // The Microsoft Partner Agreement exists in the US Government cloud too.
  readPartnerAgreementStatus: { clouds: ['public', 'us_government'], needsRole: false, allowsApplications: false }
} as const satisfies Record<string, Permission>

/** One of the operations in {@link permissions}. */
export type Operation = keyof typeof permissions
