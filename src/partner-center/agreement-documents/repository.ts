import type { Database } from '../../database/connect.js'
import type { AgreementLocale } from '../../domain/agreements/agreement-locale.js'
import { findCurrentDocument, type CurrentDocument } from '../../records/current-document.js'

/** The forms of a document: an HTML page (`display`) and a Word file (`download`). */
export type DocumentForm = 'display' | 'download'

/** The content of a document. */
export interface DocumentContent {
  readonly mediaType: string
  readonly content: Buffer
  /** Country, language and version of the document, for a file name. */
  readonly label: string
}

/** The imported documents of the templates. */
export interface AgreementDocumentRepository {
  /** Returns the current document for the first of the locales that has one; `undefined` if none has. */
  findCurrent (templateId: string, locales: readonly AgreementLocale[]): Promise<CurrentDocument | undefined>
  /** Returns a document, also a retired one: a link may be opened some minutes after the retirement. */
  read (documentId: string, form: DocumentForm): Promise<DocumentContent | undefined>
}

/** The repository on PostgreSQL. */
export function agreementDocumentRepository (database: Database): AgreementDocumentRepository {
  return {
    findCurrent: (templateId, locales) => findCurrentDocument(database, templateId, locales),
    read: (documentId, form) => database.kysely
      .selectFrom('agreement_document as d')
      .innerJoin('document_content as c', 'c.sha256', form === 'display' ? 'd.display_sha256' : 'd.download_sha256')
      .select(({ fn, val }) => [
        'c.media_type as mediaType',
        'c.content',
        fn<string>('concat_ws', [val('-'), 'd.country', 'd.language', 'd.version']).as('label')
      ])
      .where('d.document_id', '=', documentId)
      .executeTakeFirst()
  }
}
