/** What an invitation has come to; the last four end it, of which `expired` alone can be undone by sending it again. */
export const invitationStatuses = ['sent', 'opened', 'accepted', 'declined', 'expired', 'revoked'] as const

/** One of {@link invitationStatuses}. */
export type InvitationStatus = typeof invitationStatuses[number]

/** How long an invitation can be accepted, in days, unless its partner says otherwise; and at most. */
export const invitationDays = { default: 14, most: 30 } as const

/** Whether the customer can still answer an invitation of this status. */
export function isOpen (status: InvitationStatus): boolean {
  return status === 'sent' || status === 'opened'
}
