import type { Database } from '../../database/connect.js'
import type { AgreementLocale } from '../../domain/agreement-locale.js'

/** The forms of a document: an HTML page (`display`) and a Word file (`download`). */
export type DocumentForm = 'display' | 'download'

/** The current document of a template for a locale. */
export interface CurrentDocument extends AgreementLocale {
  readonly documentId: string
}

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

// $1: the template. $2 and $3: countries and languages, in the order of preference.
// Returns one row, or none if no locale has a current document.
const findCurrent = {
  name: 'agreement_document_find',
  text: `
    SELECT d.document_id::text AS "documentId", d.country, d.language
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS wanted (country, language, rank)
    JOIN agreement_document d
      ON d.template_id = $1
      AND d.country = wanted.country
      AND d.language = wanted.language
      AND d.retired_at IS NULL
    ORDER BY wanted.rank
    LIMIT 1`
}

/** The repository on PostgreSQL. */
export function agreementDocumentRepository (database: Database): AgreementDocumentRepository {
  return {
    async findCurrent (templateId, locales) {
      const countries = locales.map(({ country }) => country)
      const languages = locales.map(({ language }) => language)
      const [found] = await database.read<CurrentDocument>(findCurrent, [templateId, countries, languages])
      return found
    },
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
