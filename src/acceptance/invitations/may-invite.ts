import { asOf, isDirectAcceptanceClosed, isDirectlyAccepted, type AsOf } from '../../domain/acceptance/direct-acceptance.js'
import type { Environment, ProgrammeRule } from '../../domain/programme.js'
import { ApiError } from '../../errors/api-error.js'
import type { NewId } from '../../http/request-ids.js'
import type { CustomerRecord, CustomerRecords } from '../../records/customers.js'
import type { MailSender } from './mail-sender.js'
import type { InvitationRepository } from './repository.js'
import type { StoredInvitation } from './stored-invitation.js'

/** What invitations are built from. */
export interface InviteOptions {
  readonly invitations: InvitationRepository
  readonly customerRecords: Pick<CustomerRecords, 'find'>
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  /** Without it, partners send the mails themselves. */
  readonly mailSender?: MailSender
  readonly clock: () => Date
  readonly newId: NewId
  readonly publicUrl: string
  /** Logs that a mail could not be sent. */
  readonly onMailFailure: (error: unknown) => void
}

type Rules = Pick<InviteOptions, 'clock' | 'environment' | 'programme'>

/** The instants for which facts are read now. */
export function asOfNow ({ clock, environment, programme }: Rules): AsOf {
  return asOf(clock(), environment, programme)
}

/** Whether R25 prevents the customer from accepting directly, as far as its purchases are known here. */
export function isClosed (
  invited: Pick<StoredInvitation, 'hasBought' | 'directAcceptances'>,
  { programme, environment, clock }: Rules
): boolean {
  return isDirectAcceptanceClosed(invited, clock().getTime(), environment, programme)
}

/**
 * Finds a customer that can be invited to the agreement. Throws NoCustomerRelationship, DirectAcceptanceNotAvailable or
 * DirectlyAcceptedAlready.
 */
export async function findInvitable (
  partnerId: string,
  customerId: string,
  options: InviteOptions
): Promise<CustomerRecord> {
  const { customerRecords, programme, environment } = options
  const invitee = await customerRecords.find(partnerId, customerId, asOfNow(options))
  if (invitee === undefined) throw new ApiError('NoCustomerRelationship')
  const { facts } = invitee
  if (isClosed(facts, options)) throw notAvailable(customerId)
  const isAccepted = isDirectlyAccepted(facts.directAcceptances, options.clock().getTime(), environment, programme)
  if (isAccepted) throw new ApiError('DirectlyAcceptedAlready')
  return invitee
}

/** Throws MailNotConfigured. */
export function requireMailSender ({ mailSender }: InviteOptions): void {
  if (mailSender === undefined) throw new ApiError('MailNotConfigured')
}

/** The error when R25 prevents the customer from accepting directly. */
export function notAvailable (customerId: string | null): ApiError {
  return new ApiError('DirectAcceptanceNotAvailable', {
    parameters: { customerId: customerId ?? '{customer-tenant-id}' }
  })
}
