/**
 * The statuses of an invitation. The last five end it. `acceptedOtherwise` means that the customer accepted in another
 * way than by this invitation. Sending an invitation again reopens it only if it has expired.
 */
export const invitationStatuses = [
  'sent', 'opened', 'accepted', 'acceptedOtherwise', 'declined', 'expired', 'revoked'
] as const

/** One of {@link invitationStatuses}. */
export type InvitationStatus = typeof invitationStatuses[number]

/**
 * What became of the last mail that an invitation was to be sent with. `unconfirmed`: it is being sent, or the service
 * ended while it was, so that it may have arrived.
 */
export const mailStatuses = ['sent', 'failed', 'unconfirmed'] as const

/** One of {@link mailStatuses}. */
export type MailStatus = typeof mailStatuses[number]

/** The lifetime of an invitation, in days: the default, and the longest that a partner can choose. */
export const invitationDays = { default: 14, most: 30 } as const

/** Returns whether the customer can still accept or decline an invitation of this status. */
export function isOpen (status: InvitationStatus): boolean {
  return status === 'sent' || status === 'opened'
}
