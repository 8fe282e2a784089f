import { sql, type Transaction as DatabaseTransaction } from 'kysely'
import type { Database } from '../../database/connect.js'
import type { Tables } from '../../database/tables.js'
import { createTurns } from '../../database/concurrency-limit.js'
import type { Changes, CompletedRequest, ResourceContents, ResourceKind, StoredResource } from './resources.js'

/** The sandbox's orders, subscriptions and carts. */
export interface SandboxCommerceRepository {
  /** Returns a resource of the partner and customer; `undefined` if they have none with this id. */
  find<Kind extends ResourceKind> (
    partnerId: string,
    customerId: string,
    kind: Kind,
    id: string
  ): Promise<StoredResource<Kind> | undefined>
  /** Returns all resources of a kind that the partner and customer have, oldest first. */
  list<Kind extends ResourceKind> (
    partnerId: string,
    customerId: string,
    kind: Kind
  ): Promise<Array<StoredResource<Kind>>>
  /** Returns the partner's completed request with this id; `undefined` if there is none. */
  findRequest (partnerId: string, requestId: string): Promise<CompletedRequest | undefined>
  /** Resolves when everything that was read before the call is durable. */
  awaitDurability (): Promise<void>
  /**
   * Writes all changes in one transaction; they are durable when the promise resolves. Resolves to `false` and writes
   * nothing if a resource has changed since it was read, or if the request was completed meanwhile.
   */
  commit (changes: Changes): Promise<boolean>
}

type Connection = DatabaseTransaction<Tables>

/** Rolls back a commit whose resources or request changed meanwhile. */
class ChangedMeanwhile extends Error {}

const resourceColumns = ['kind', 'resource_id', 'customer_id', 'revision', 'content'] as const

/** The most connections that one partner uses at once. The pool has 10. */
const connectionsOfPartner = 6

/** The repository on PostgreSQL. */
export function sandboxCommerceRepository (database: Database): SandboxCommerceRepository {
  const inTurn = createTurns({ atOnce: connectionsOfPartner, waitMs: 15_000 })

  async function asPartner<Result> (
    partnerId: string,
    work: (connection: Connection) => Promise<Result>
  ): Promise<Result> {
    return await inTurn(partnerId, async () => await runAsPartner(database, partnerId, work))
  }

  return {
    async find (partnerId, customerId, kind, id) {
      const row = await asPartner(partnerId, async connection => await connection
        .selectFrom('sandbox_resource')
        .select(resourceColumns)
        .where('partner_id', '=', partnerId)
        .where('kind', '=', kind)
        .where('resource_id', '=', id)
        .where('customer_id', '=', customerId)
        .executeTakeFirst())
      return row && toStoredResource(row)
    },
    async list (partnerId, customerId, kind) {
      const rows = await asPartner(partnerId, async connection => await connection
        .selectFrom('sandbox_resource')
        .select(resourceColumns)
        .where('partner_id', '=', partnerId)
        .where('customer_id', '=', customerId)
        .where('kind', '=', kind)
        .orderBy('sequence')
        .execute())
      return rows.map(row => toStoredResource(row))
    },
    async findRequest (partnerId, requestId) {
      const row = await asPartner(partnerId, async connection => await connection
        .selectFrom('sandbox_request')
        .selectAll()
        .where('partner_id', '=', partnerId)
        .where('request_id', '=', requestId)
        .executeTakeFirst())
      if (row === undefined) return undefined
      const response = { status: row.status, body: row.answer }
      return { requestId, subject: row.subject, bodySha256: row.body_sha256, response }
    },
    awaitDurability: () => database.awaitDurability(),
    async commit (changes) {
      try {
        await asPartner(changes.partnerId, async connection => await write(connection, changes))
        return true
      } catch (error) {
        if (error instanceof ChangedMeanwhile) return false
        throw error
      }
    }
  }
}

/** Runs work in a transaction in which row-level security shows this partner's rows. */
async function runAsPartner<Result> (
  database: Database,
  partnerId: string,
  work: (connection: Connection) => Promise<Result>
): Promise<Result> {
  return await database.kysely.transaction().execute(async connection => {
    await sql`SELECT set_config('app.partner', ${partnerId}, true)`.execute(connection)
    return await work(connection)
  })
}

async function write (connection: Connection, changes: Changes): Promise<void> {
  const { partnerId, customerId, at, created, changed, isPurchase, request } = changes
  // All transactions update in the order of the ids, so that two of them cannot deadlock.
  for (const resource of [...changed].sort((one, other) => one.id < other.id ? -1 : 1)) {
    await updateResource(connection, partnerId, resource)
  }
  await insertRequest(connection, partnerId, request, at)
  if (created.length > 0) {
    const rows = created.map(({ kind, id, customerId, revision, content }) => ({
      partner_id: partnerId,
      kind,
      resource_id: id,
      customer_id: customerId,
      revision,
      content: JSON.stringify(content)
    }))
    await connection.insertInto('sandbox_resource').values(rows).execute()
  }
  if (isPurchase) {
    await connection
      .insertInto('purchase')
      .values({ partner_id: partnerId, customer_id: customerId, purchased_at: at })
      .execute()
  }
}

async function updateResource (connection: Connection, partnerId: string, resource: StoredResource): Promise<void> {
  const { kind, id, revision, content } = resource
  const { numUpdatedRows } = await connection
    .updateTable('sandbox_resource')
    .set({ revision, content: JSON.stringify(content) })
    .where('partner_id', '=', partnerId)
    .where('kind', '=', kind)
    .where('resource_id', '=', id)
    .where('revision', '=', revision - 1)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new ChangedMeanwhile()
}

async function insertRequest (
  connection: Connection,
  partnerId: string,
  { requestId, subject, bodySha256, response }: CompletedRequest,
  at: Date
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await connection
    .insertInto('sandbox_request')
    .values({
      partner_id: partnerId,
      request_id: requestId,
      subject,
      body_sha256: bodySha256,
      answered_at: at,
      status: response.status,
      answer: response.body
    })
    .onConflict(conflict => conflict.columns(['partner_id', 'request_id']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) throw new ChangedMeanwhile()
}

interface ResourceRow {
  readonly kind: string
  readonly resource_id: string
  readonly customer_id: string
  readonly revision: number
  readonly content: unknown
}

function toStoredResource<Kind extends ResourceKind> (row: ResourceRow): StoredResource<Kind> {
  return {
    kind: row.kind as Kind,
    id: row.resource_id,
    customerId: row.customer_id,
    revision: row.revision,
    content: row.content as ResourceContents[Kind]
  }
}
