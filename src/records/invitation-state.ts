import type { AsOf } from '../domain/acceptance/direct-acceptance.js'
import type { InvitationStatus } from '../domain/acceptance/invitation.js'

/**
 * SQL that joins to `invitation i` what became of it, for a statement whose $2 is now and whose $3 is the first date of
 * a direct acceptance that counts:
 *
 * - `token`: dates of the newest link, and the lifetime of the first one;
 * - `event`: when it was opened and mailed, and whether R25 stopped the customer;
 * - `ended`: the answer or the revocation;
 * - `otherwise`: the customer that has accepted in another way, by the database's function `accepted_otherwise`.
 */
export const invitationState = `
      CROSS JOIN LATERAL (
        SELECT max(t.issued_at) AS issued_at,
          (array_agg(t.expires_at ORDER BY t.issued_at DESC))[1] AS expires_at,
          extract(epoch FROM (array_agg(t.expires_at - t.issued_at ORDER BY t.issued_at))[1])::float8 * 1000 AS lifetime_ms
        FROM invitation_token t
        WHERE t.invitation_id = i.invitation_id
      ) token
      CROSS JOIN LATERAL (
        SELECT max(e.happened_at) FILTER (WHERE e.what = 'mailed') AS mailed_at,
          min(e.happened_at) FILTER (WHERE e.what = 'opened') AS opened_at,
          coalesce(bool_or(e.what = 'unavailable'), false) AS is_unavailable
        FROM invitation_event e
        WHERE e.invitation_id = i.invitation_id
      ) event
      LEFT JOIN invitation_end ended ON ended.invitation_id = i.invitation_id
      LEFT JOIN LATERAL accepted_otherwise(i, $3) otherwise ON ended.invitation_id IS NULL`

/** SQL for the status of an invitation with its {@link invitationState}. */
export const invitationStatus = 'invitation_status(' +
  'ended.what, otherwise.accepted_at, event.opened_at IS NOT NULL, token.expires_at, $2)'

/** SQL for the customer of an invitation with its {@link invitationState}; null if nobody knows it yet. */
export const invitedCustomer = 'coalesce(i.customer_id, who_accepted(i.invitation_id), otherwise.customer_id)'

/** SQL for the end of an invitation with its {@link invitationState}; null if nothing has ended it. */
export const invitationEndedAt = 'coalesce(ended.ended_at, ' +
  'CASE WHEN otherwise.accepted_at < token.expires_at THEN otherwise.accepted_at END)'

/** Invitations of one stage of `invitation_summary`, whose links expire after `from` and not after `until`. */
export interface StagePart {
  readonly stage: Exclude<InvitationStatus, 'expired'>
  readonly from: Date | '-infinity'
  readonly until: Date | 'infinity'
}

// As in `refresh_invitation_summaries` of the database.
const stageCutOff = Date.parse('2023-04-01T00:00:00Z')

/**
 * Returns the stages of invitations that can have a status. All invitations of that status are among them. Others are
 * only among them if direct acceptances count from another date than in the database's stages.
 */
export function stagesOf (status: InvitationStatus, { now, acceptedFrom }: AsOf): StagePart[] {
  const always = { from: '-infinity', until: 'infinity' } as const
  const open = { from: now, until: 'infinity' } as const
  const expired = { from: '-infinity', until: now } as const
  const unansweredStages = acceptedFrom > stageCutOff
    ? ['sent', 'opened', 'acceptedOtherwise'] as const
    : ['sent', 'opened'] as const
  switch (status) {
    case 'accepted':
    case 'declined':
    case 'revoked': return [{ stage: status, ...always }]
    case 'acceptedOtherwise': {
      const stages = acceptedFrom < stageCutOff ? ['acceptedOtherwise', 'sent', 'opened'] as const : [status]
      return stages.map(stage => ({ stage, ...always }))
    }
    case 'expired': return unansweredStages.map(stage => ({ stage, ...expired }))
    case 'sent':
    case 'opened': {
      return unansweredStages.filter(stage => stage === status || stage === 'acceptedOtherwise')
        .map(stage => ({ stage, ...open }))
    }
  }
}
