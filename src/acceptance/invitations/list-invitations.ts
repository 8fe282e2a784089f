import { instantsOf } from '../../database/as-of.js'
import type { Database, Statement } from '../../database/connect.js'
import type { AsOf } from '../../domain/acceptance/direct-acceptance.js'
import { stagesOf } from '../../records/invitation-state.js'
import { toInvitation, type InvitationRow } from './rows.js'
import { listOfCustomerStatement, listOfStagesStatement, listStatement } from './statements.js'
import type { InvitationFilter, ListedInvitation, ListPosition } from './stored-invitation.js'

/**
 * Reads the invitations that a filter lets through, page by page until there are enough. Nearly always that is one page:
 * an index leads to the invitations of a status, and to those of a customer.
 */
export async function listInvitations (
  database: Database,
  partnerId: string,
  filter: InvitationFilter,
  asOf: AsOf
): Promise<ListedInvitation[]> {
  const { status, customerId, limit } = filter
  const [statement, further] = statementFor(filter, asOf)
  const found: ListedInvitation[] = []
  let after = filter.after
  for (;;) {
    const rows = await database.read<ListedRow>(statement, [
      partnerId, ...instantsOf(asOf), after?.listedAt ?? 'infinity', after?.invitationId ?? lastId, limit, ...further
    ])
    const page = rows.map(row => ({ ...toInvitation(row), listedAt: row.listed_at }))
    found.push(...page.filter(invitation => (
      (status === undefined || invitation.status === status) &&
      (customerId === undefined || invitation.customerId === customerId)
    )))
    if (found.length >= limit || page.length < limit) return found.slice(0, limit)
    after = page.at(-1) as ListPosition
  }
}

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

interface ListedRow extends InvitationRow {
  listed_at: Date
}

/** Returns the statement that finds the fewest invitations, with its own parameters. */
function statementFor ({ customerId, status }: InvitationFilter, asOf: AsOf): [Statement, readonly unknown[]] {
  if (customerId !== undefined) return [listOfCustomerStatement, [customerId]]
  if (status === undefined) return [listStatement, []]
  const parts = stagesOf(status, asOf)
  return [listOfStagesStatement, [
    parts.map(({ stage }) => stage), parts.map(({ from }) => from), parts.map(({ until }) => until)
  ]]
}
