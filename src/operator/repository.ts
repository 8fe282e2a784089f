import { createHash } from 'node:crypto'
import { sql, type Kysely, type Transaction } from 'kysely'
import type { PartnerType } from '../domain/partner.js'
import { awaitDurability, orThereDurably } from '../database/durability.js'
import type { Row } from '../database/row.js'
import type { Tables } from '../database/tables.js'
import { partnerApplicationRepository, type PartnerApplicationRepository } from '../records/partners.js'

/** A registered partner. */
export type PartnerRow = Row<'partner'>

/** What the operator registers of a customer. */
export type CustomerRow = Pick<Row<'customer'>, 'customer_id' | 'company_name' | 'country' | 'registered_at'>

/** A document as an operator imports it. */
export interface DocumentImport {
  readonly templateId: string
  readonly country: string
  readonly language: string
  readonly version: string
  readonly display: ImportedContent
  readonly download: ImportedContent
}

/** One form of a document. */
export interface ImportedContent {
  readonly mediaType: string
  readonly content: Buffer
}

/** A customer to register, and its relationship with the partner. */
export interface CustomerImport {
  readonly customer: CustomerRow
  readonly relationship: Row<'reselling_relationship'>
}

/** The numbers of rows that were new. */
export interface AddedCustomers {
  readonly customers: number
  readonly relationships: number
}

/** How to add many customers. */
export interface AddCustomersOptions {
  /** Inserts everything, which checks the constraints, and then rolls back. */
  readonly dryRun?: boolean
  /** Called with the number of rows that were sent to the database so far. */
  readonly onProgress?: (sent: number) => void
}

/** A customer in a list. In a list of all partners' customers, the reseller is always null. */
export interface ListedCustomer extends CustomerRow {
  readonly indirect_reseller_id: string | null
}

/** A document in a list. The hashes are SHA-256 in hexadecimal. */
export interface ListedDocument extends Pick<
  Row<'agreement_document'>,
  'document_id' | 'template_id' | 'country' | 'language' | 'version' | 'imported_at' | 'retired_at'
> {
  readonly display_sha256: string
  readonly download_sha256: string
}

/**
 * The operator's statements, which run as the owner of the tables. Every method is one transaction, and its changes are
 * durable when it resolves. Adding what exists already changes nothing and is not an error: the result says whether the
 * row was new.
 */
export interface OperatorRepository extends PartnerApplicationRepository {
  /** Whether row-level security lets this role see all rows, as it does for the tables' owner. */
  seesEveryRow (): Promise<boolean>
  addPartner (partner: PartnerRow): Promise<boolean>
  /** All partners, by name. */
  listPartners (): Promise<PartnerRow[]>
  /** The types of these partners. Partners that are not registered are left out. */
  partnerTypes (partnerIds: readonly string[]): Promise<Map<string, PartnerType>>
  /** Adds all customers or none. Rejects if a partner or reseller is not registered. */
  addCustomers (customers: readonly CustomerImport[], options?: AddCustomersOptions): Promise<AddedCustomers>
  /** All customers, or those of one partner, by company name. */
  listCustomers (partnerId?: string): Promise<ListedCustomer[]>
  addRelationship (relationship: Row<'reselling_relationship'>): Promise<boolean>
  /**
   * Imports all documents or none. Each one retires and replaces the current document of its template, country and
   * language, unless it is the same. Resolves to the number of replaced documents.
   */
  importDocuments (documents: readonly DocumentImport[], now: Date): Promise<number>
  /** Lists the current documents, and with `all` the retired ones too. */
  listDocuments (all: boolean): Promise<ListedDocument[]>
  /** Retires the current document. Resolves to false if there is none. */
  retireDocument (templateId: string, country: string, language: string, now: Date): Promise<boolean>
}

/** The repository on PostgreSQL, over a connection of the tables' owner. */
export function operatorRepository (kysely: Kysely<Tables>): OperatorRepository {
  return {
    ...partnerApplicationRepository(kysely),
    seesEveryRow: () => seesEveryRow(kysely),
    async addPartner (partner) {
      const { numInsertedOrUpdatedRows } = await kysely
        .insertInto('partner')
        .values(partner)
        .onConflict(conflict => conflict.column('partner_id').doNothing())
        .executeTakeFirstOrThrow()
      return await orThereDurably(kysely, numInsertedOrUpdatedRows)
    },
    listPartners: () => kysely.selectFrom('partner').selectAll().orderBy('name').orderBy('partner_id').execute(),
    async partnerTypes (partnerIds) {
      const partners = await kysely
        .selectFrom('partner')
        .select(['partner_id', 'type'])
        .where('partner_id', '=', sql<string>`ANY (${partnerIds}::uuid[])`)
        .execute()
      return new Map(partners.map(({ partner_id: partnerId, type }) => [partnerId, type]))
    },
    addCustomers: (customers, { dryRun = false, onProgress } = {}) =>
      kysely.transaction().execute(async transaction => {
        await sql`SAVEPOINT before_customers`.execute(transaction)
        const added = await addCustomers(transaction, customers, onProgress)
        await (dryRun ? sql`ROLLBACK TO SAVEPOINT before_customers`.execute(transaction) : awaitDurability(transaction))
        return added
      }),
    listCustomers: partnerId => listCustomers(kysely, partnerId),
    async addRelationship (relationship) {
      const { numInsertedOrUpdatedRows } = await kysely
        .insertInto('reselling_relationship')
        .values(relationship)
        .onConflict(conflict => conflict.columns(['partner_id', 'customer_id']).doNothing())
        .executeTakeFirstOrThrow()
      return await orThereDurably(kysely, numInsertedOrUpdatedRows)
    },
    importDocuments: (documents, now) =>
      kysely.transaction().execute(transaction => importDocuments(transaction, documents, now)),
    listDocuments: all => listDocuments(kysely, all),
    async retireDocument (templateId, country, language, now) {
      const { numUpdatedRows } = await kysely
        .updateTable('agreement_document')
        .set({ retired_at: now })
        .where('template_id', '=', templateId)
        .where('country', '=', country)
        .where('language', '=', language)
        .where('retired_at', 'is', null)
        .executeTakeFirst()
      return await orThereDurably(kysely, numUpdatedRows)
    }
  }
}

async function seesEveryRow (kysely: Kysely<Tables>): Promise<boolean> {
  const {
    rows: [security]
  } = await sql<{ active: boolean }>`SELECT row_security_active('customer') AS active`.execute(kysely)
  return security?.active === false
}

async function listCustomers (kysely: Kysely<Tables>, partnerId: string | undefined): Promise<ListedCustomer[]> {
  const customers = kysely
    .selectFrom('customer as c')
    .select(['c.customer_id', 'c.company_name', 'c.country', 'c.registered_at'])
    .orderBy('company_name')
    .orderBy('c.customer_id')
  if (partnerId === undefined) return await customers.select(sql<null>`NULL`.as('indirect_reseller_id')).execute()
  return await customers
    .innerJoin('reselling_relationship as r', 'r.customer_id', 'c.customer_id')
    .select('r.indirect_reseller_id')
    .where('r.partner_id', '=', partnerId)
    .execute()
}

// PostgreSQL accepts at most 65,535 parameters in one statement.
const rowsPerStatement = 5_000

async function addCustomers (
  transaction: Transaction<Tables>,
  imports: readonly CustomerImport[],
  onProgress: AddCustomersOptions['onProgress']
): Promise<AddedCustomers> {
  let customers = 0
  let relationships = 0
  for (let start = 0; start < imports.length; start += rowsPerStatement) {
    const some = imports.slice(start, start + rowsPerStatement)
    const customer = await transaction
      .insertInto('customer')
      .values(some.map(({ customer }) => customer))
      .onConflict(conflict => conflict.column('customer_id').doNothing())
      .executeTakeFirstOrThrow()
    const relationship = await transaction
      .insertInto('reselling_relationship')
      .values(some.map(({ relationship }) => relationship))
      .onConflict(conflict => conflict.columns(['partner_id', 'customer_id']).doNothing())
      .executeTakeFirstOrThrow()
    customers += Number(customer.numInsertedOrUpdatedRows)
    relationships += Number(relationship.numInsertedOrUpdatedRows)
    onProgress?.(start + some.length)
  }
  return { customers, relationships }
}

async function importDocuments (
  transaction: Transaction<Tables>,
  documents: readonly DocumentImport[],
  now: Date
): Promise<number> {
  const rows = documents.map(({ templateId, country, language, version, display, download }) => ({
    template_id: templateId,
    country,
    language,
    version,
    display_sha256: sha256Of(display),
    download_sha256: sha256Of(download),
    imported_at: now,
    retired_at: null
  }))
  const contents = new Map(
    documents
      .flatMap(({ display, download }) => [display, download])
      .map(form => [sha256Of(form).toString('hex'), form])
  )
  // One statement for each content: all together could exceed the maximum size of a message to PostgreSQL.
  for (const form of contents.values()) {
    await transaction
      .insertInto('document_content')
      .values({ sha256: sha256Of(form), media_type: form.mediaType, content: form.content })
      .onConflict(conflict => conflict.column('sha256').doNothing())
      .execute()
  }
  const fresh = await withoutCurrent(transaction, rows)
  for (let start = 0; start < fresh.length; start += rowsPerStatement) {
    const some = fresh.slice(start, start + rowsPerStatement)
    await transaction
      .updateTable('agreement_document')
      .set({ retired_at: now })
      .where('retired_at', 'is', null)
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('template_id', 'country', 'language'),
          'in',
          some.map(row => tuple(row.template_id, row.country, row.language))
        )
      )
      .execute()
    await transaction.insertInto('agreement_document').values(some).execute()
  }
  await awaitDurability(transaction)
  return fresh.length
}

async function listDocuments (kysely: Kysely<Tables>, all: boolean): Promise<ListedDocument[]> {
  const documents = kysely.selectFrom('agreement_document')
    .select(({ fn, val }) => [
      'document_id', 'template_id', 'country', 'language', 'version', 'imported_at', 'retired_at',
      fn<string>('encode', ['display_sha256', val('hex')]).as('display_sha256'),
      fn<string>('encode', ['download_sha256', val('hex')]).as('download_sha256')
    ])
    .orderBy('template_id').orderBy('country').orderBy('language').orderBy('document_id')
  return await (all ? documents : documents.where('retired_at', 'is', null)).execute()
}

type DocumentIdentity = Pick<
  Row<'agreement_document'>,
  'template_id' | 'country' | 'language' | 'version' | 'display_sha256' | 'download_sha256'
>

/** Leaves out the documents that are current already, so that a repeated import creates no new version. */
async function withoutCurrent<Row extends DocumentIdentity> (
  transaction: Transaction<Tables>,
  rows: Row[]
): Promise<Row[]> {
  const current = await transaction
    .selectFrom('agreement_document')
    .selectAll()
    .where('retired_at', 'is', null)
    .execute()
  const keyOf = (row: DocumentIdentity) =>
    [
      row.template_id,
      row.country,
      row.language,
      row.version,
      row.display_sha256.toString('hex'),
      row.download_sha256.toString('hex')
    ].join('/')
  const known = new Set(current.map(keyOf))
  return rows.filter(row => !known.has(keyOf(row)))
}

const digests = new WeakMap<Buffer, Buffer>()

/** The SHA-256 of a document's file, which is its key in the table of contents. */
export function sha256Of ({ content }: ImportedContent): Buffer {
  const digest = digests.get(content) ?? createHash('sha256').update(content).digest()
  digests.set(content, digest)
  return digest
}
