import type { Database } from '../database/connect.js'
import type { AgreementLocale } from '../domain/agreements/agreement-locale.js'

/** The current document of a template for a locale. */
export interface CurrentDocument extends AgreementLocale {
  readonly documentId: string
  readonly version: string
  /** SHA-256 of the form that is displayed, in hex. */
  readonly sha256: string
}

// $1: the template. $2 and $3: countries and languages, in the order of preference.
// Returns one row, or none if no locale has a current document.
const statement = {
  name: 'current_document',
  text: `
    SELECT d.document_id::text AS "documentId", d.version, d.language, d.country,
      encode(d.display_sha256, 'hex') AS sha256
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS wanted (country, language, rank)
    JOIN agreement_document d
      ON d.template_id = $1
      AND d.country = wanted.country
      AND d.language = wanted.language
      AND d.retired_at IS NULL
    ORDER BY wanted.rank
    LIMIT 1`
}

/** Returns the current document of a template for the first of the locales that has one; `undefined` if none has. */
export async function findCurrentDocument (
  database: Database,
  templateId: string,
  locales: readonly AgreementLocale[]
): Promise<CurrentDocument | undefined> {
  const countries = locales.map(({ country }) => country)
  const languages = locales.map(({ language }) => language)
  const [found] = await database.read<CurrentDocument>(statement, [templateId, countries, languages])
  return found
}
