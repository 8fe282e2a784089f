import { createHash } from 'node:crypto'
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { AgreementDocumentRow, CustomerRow, PartnerRow, ResellingRelationshipRow, Tables } from '../database/tables.js'

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

/** A row to be registered, and the relationship that comes with it. */
export interface CustomerImport {
  readonly customer: CustomerRow
  readonly relationship: ResellingRelationshipRow
}

/** What a listing shows of a document; hashes are hexadecimal SHA-256. */
export interface ListedDocument extends Pick<Selectable<AgreementDocumentRow>, 'document_id' | 'template_id' | 'country' | 'language' | 'version' | 'imported_at' | 'retired_at'> {
  readonly display_sha256: string
  readonly download_sha256: string
}

/**
 * What the operator may do, as the owner of the tables. Every method is one transaction. Adding what exists already
 * is not an error and changes nothing: the result says whether it was new.
 */
export interface OperatorRepository {
  addPartner (partner: PartnerRow): Promise<boolean>
  /** All partners, by name. */
  listPartners (): Promise<PartnerRow[]>
  /** All or none. Resolves to how many customers were new. Rejects on a partner that is not registered. */
  addCustomers (customers: readonly CustomerImport[]): Promise<number>
  /** All customers, or those of one partner, by company name. */
  listCustomers (partnerId?: string): Promise<CustomerRow[]>
  addRelationship (relationship: ResellingRelationshipRow): Promise<boolean>
  /** All or none; each replaces the current document of its template, country and language, which is retired. Resolves to how many were not current already. */
  importDocuments (documents: readonly DocumentImport[], now: Date): Promise<number>
  /** Current documents, or with `all` the retired ones too. */
  listDocuments (all: boolean): Promise<ListedDocument[]>
  /** Retires the current document. False if there is none. */
  retireDocument (templateId: string, country: string, language: string, now: Date): Promise<boolean>
}

/** The repository on PostgreSQL, over a connection of the tables' owner. */
export function operatorRepository (kysely: Kysely<Tables>): OperatorRepository {
  return {
    async addPartner (partner) {
      const { numInsertedOrUpdatedRows } = await kysely.insertInto('partner').values(partner).onConflict(conflict => conflict.column('partner_id').doNothing()).executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },
    listPartners: () => kysely.selectFrom('partner').selectAll().orderBy('name').orderBy('partner_id').execute(),
    addCustomers: customers => kysely.transaction().execute(transaction => addCustomers(transaction, customers)),
    async listCustomers (partnerId) {
      const customers = kysely.selectFrom('customer').selectAll('customer').orderBy('company_name').orderBy('customer_id')
      if (partnerId === undefined) return await customers.execute()
      return await customers.where('customer_id', 'in', related => related.selectFrom('reselling_relationship').select('customer_id').where('partner_id', '=', partnerId)).execute()
    },
    async addRelationship (relationship) {
      const { numInsertedOrUpdatedRows } = await kysely.insertInto('reselling_relationship').values(relationship).onConflict(conflict => conflict.columns(['partner_id', 'customer_id']).doNothing()).executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },
    importDocuments: (documents, now) => kysely.transaction().execute(transaction => importDocuments(transaction, documents, now)),
    async listDocuments (all) {
      const documents = kysely.selectFrom('agreement_document')
        .select(({ fn, val }) => [
          'document_id', 'template_id', 'country', 'language', 'version', 'imported_at', 'retired_at',
          fn<string>('encode', ['display_sha256', val('hex')]).as('display_sha256'),
          fn<string>('encode', ['download_sha256', val('hex')]).as('download_sha256')
        ])
        .orderBy('template_id').orderBy('country').orderBy('language').orderBy('document_id')
      return await (all ? documents : documents.where('retired_at', 'is', null)).execute()
    },
    async retireDocument (templateId, country, language, now) {
      const { numUpdatedRows } = await kysely.updateTable('agreement_document').set({ retired_at: now })
        .where('template_id', '=', templateId).where('country', '=', country).where('language', '=', language).where('retired_at', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    }
  }
}

// One statement carries at most 65,535 parameters.
const rowsAtOnce = 5_000

async function addCustomers (transaction: Transaction<Tables>, customers: readonly CustomerImport[]): Promise<number> {
  let added = 0n
  for (let start = 0; start < customers.length; start += rowsAtOnce) {
    const some = customers.slice(start, start + rowsAtOnce)
    const { numInsertedOrUpdatedRows = 0n } = await transaction.insertInto('customer').values(some.map(({ customer }) => customer))
      .onConflict(conflict => conflict.column('customer_id').doNothing()).executeTakeFirstOrThrow()
    await transaction.insertInto('reselling_relationship').values(some.map(({ relationship }) => relationship))
      .onConflict(conflict => conflict.columns(['partner_id', 'customer_id']).doNothing()).execute()
    added += numInsertedOrUpdatedRows
  }
  return Number(added)
}

async function importDocuments (transaction: Transaction<Tables>, documents: readonly DocumentImport[], now: Date): Promise<number> {
  const rows = documents.map(({ templateId, country, language, version, display, download }) => ({
    template_id: templateId, country, language, version, display_sha256: sha256(display), download_sha256: sha256(download), imported_at: now, retired_at: null
  }))
  const contents = new Map(documents.flatMap(({ display, download }) => [display, download]).map(form => [sha256(form).toString('hex'), form]))
  await transaction.insertInto('document_content').values([...contents.values()].map(form => ({ sha256: sha256(form), media_type: form.mediaType, content: form.content })))
    .onConflict(conflict => conflict.column('sha256').doNothing()).execute()
  const fresh = await withoutCurrent(transaction, rows)
  for (const { template_id: templateId, country, language } of fresh) {
    await transaction.updateTable('agreement_document').set({ retired_at: now })
      .where('template_id', '=', templateId).where('country', '=', country).where('language', '=', language).where('retired_at', 'is', null).execute()
  }
  if (fresh.length > 0) await transaction.insertInto('agreement_document').values(fresh).execute()
  return fresh.length
}

type DocumentIdentity = Pick<AgreementDocumentRow, 'template_id' | 'country' | 'language' | 'version' | 'display_sha256' | 'download_sha256'>

/** Leaves out what is current already, so that repeating an import makes no new version. */
async function withoutCurrent<Row extends DocumentIdentity> (transaction: Transaction<Tables>, rows: Row[]): Promise<Row[]> {
  const current = await transaction.selectFrom('agreement_document').selectAll().where('retired_at', 'is', null).execute()
  const keyOf = (row: DocumentIdentity) => [row.template_id, row.country, row.language, row.version, row.display_sha256.toString('hex'), row.download_sha256.toString('hex')].join('/')
  const known = new Set(current.map(keyOf))
  return rows.filter(row => !known.has(keyOf(row)))
}

const digests = new WeakMap<Buffer, Buffer>()

function sha256 ({ content }: ImportedContent): Buffer {
  const digest = digests.get(content) ?? createHash('sha256').update(content).digest()
  digests.set(content, digest)
  return digest
}
