import { sql, type Transaction as DatabaseTransaction } from 'kysely'
import type { Database } from '../database/connect.js'
import type { Tables } from '../database/tables.js'
import type { Answer, Contents, Kind, Stored } from './resources.js'

/** A request that changes something, and what was answered. */
export interface AnsweredRequest {
  /** Canonical GUID of `MS-RequestId`. */
  readonly requestId: string
  /** Method and path. */
  readonly subject: string
  readonly bodySha256: Buffer
  readonly answer: Answer
}

/** All that one transaction writes. */
export interface Changes {
  readonly partnerId: string
  readonly customerId: string
  readonly at: Date
  readonly created: readonly Stored[]
  /** As they are to be, each with the revision that follows the one it was read at. */
  readonly changed: readonly Stored[]
  readonly isPurchase: boolean
  readonly request: AnsweredRequest
}

/** The sandbox's orders, subscriptions and carts. */
export interface SandboxCommerceRepository {
  /** One of the partner's own; `undefined` for all others. */
  find<Of extends Kind> (partnerId: string, customerId: string, kind: Of, id: string): Promise<Stored<Of> | undefined>
  /** All of a customer's, oldest first. */
  list<Of extends Kind> (partnerId: string, customerId: string, kind: Of): Promise<Array<Stored<Of>>>
  /** What was answered to a request of the partner's. */
  answered (partnerId: string, requestId: string): Promise<AnsweredRequest | undefined>
  /** Resolves when all that was read before is durable, as after `commit`. */
  awaitDurability (): Promise<void>
  /** Writes all of it, durable when it resolves; `false`, and nothing written, if a resource has moved on or the request was answered meanwhile. */
  commit (changes: Changes): Promise<boolean>
}

type Connection = DatabaseTransaction<Tables>

class Moved extends Error {}

/** The repository on PostgreSQL. */
export function sandboxCommerceRepository (database: Database): SandboxCommerceRepository {
  async function asPartner<Result> (partnerId: string, work: (connection: Connection) => Promise<Result>): Promise<Result> {
    return await database.kysely.transaction().execute(async connection => {
      await sql`SELECT set_config('app.partner', ${partnerId}, true)`.execute(connection)
      return await work(connection)
    })
  }
  const columns = ['kind', 'resource_id', 'customer_id', 'revision', 'content'] as const

  return {
    async find (partnerId, customerId, kind, id) {
      const row = await asPartner(partnerId, async connection => await connection.selectFrom('sandbox_resource').select(columns)
        .where('partner_id', '=', partnerId).where('kind', '=', kind).where('resource_id', '=', id).where('customer_id', '=', customerId).executeTakeFirst())
      return row && toStored(row)
    },
    async list (partnerId, customerId, kind) {
      const rows = await asPartner(partnerId, async connection => await connection.selectFrom('sandbox_resource').select(columns)
        .where('partner_id', '=', partnerId).where('customer_id', '=', customerId).where('kind', '=', kind).orderBy('sequence').execute())
      return rows.map(row => toStored(row))
    },
    async answered (partnerId, requestId) {
      const row = await asPartner(partnerId, async connection => await connection.selectFrom('sandbox_request').selectAll()
        .where('partner_id', '=', partnerId).where('request_id', '=', requestId).executeTakeFirst())
      return row && { requestId, subject: row.subject, bodySha256: row.body_sha256, answer: { status: row.status, body: row.answer } }
    },
    awaitDurability: () => database.awaitDurability(),
    async commit (changes) {
      try {
        await asPartner(changes.partnerId, async connection => await write(connection, changes))
        return true
      } catch (error) {
        if (error instanceof Moved) return false
        throw error
      }
    }
  }
}

async function write (connection: Connection, { partnerId, customerId, at, created, changed, isPurchase, request }: Changes): Promise<void> {
  // Ordered, so that two transactions never wait for each other.
  for (const { kind, id, revision, content } of [...changed].sort((one, other) => one.id < other.id ? -1 : 1)) {
    const { numUpdatedRows } = await connection.updateTable('sandbox_resource').set({ revision, content: JSON.stringify(content) })
      .where('partner_id', '=', partnerId).where('kind', '=', kind).where('resource_id', '=', id).where('revision', '=', revision - 1).executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Moved()
  }
  const { requestId, subject, bodySha256, answer } = request
  const { numInsertedOrUpdatedRows } = await connection.insertInto('sandbox_request')
    .values({ partner_id: partnerId, request_id: requestId, subject, body_sha256: bodySha256, answered_at: at, status: answer.status, answer: answer.body })
    .onConflict(conflict => conflict.columns(['partner_id', 'request_id']).doNothing()).executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) throw new Moved()
  if (created.length > 0) {
    await connection.insertInto('sandbox_resource').values(created.map(({ kind, id, customerId, revision, content }) =>
      ({ partner_id: partnerId, kind, resource_id: id, customer_id: customerId, revision, content: JSON.stringify(content) }))).execute()
  }
  if (isPurchase) await connection.insertInto('purchase').values({ partner_id: partnerId, customer_id: customerId, purchased_at: at }).execute()
}

function toStored<Of extends Kind> (row: { kind: string, resource_id: string, customer_id: string, revision: number, content: unknown }): Stored<Of> {
  return { kind: row.kind as Of, id: row.resource_id, customerId: row.customer_id, revision: row.revision, content: row.content as Contents[Of] }
}
