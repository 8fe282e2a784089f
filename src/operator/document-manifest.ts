import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { countries, languagesOf } from '../domain/agreements/agreement-locale.js'
import { agreementTemplates, templateOfId } from '../domain/agreements/agreement-template.js'
import { documentFiles, type DocumentForm } from './document-files.js'
import { CommandFailure } from './failures.js'
import type { DocumentImport, ImportedContent } from './repository.js'
import { oneOf, type Kind } from '../settings/text-kinds.js'
import { ValueReader } from './values.js'

/** Identifies a document: its template, country and language. */
export interface DocumentKey {
  readonly templateId: string
  readonly country: string
  readonly language: string
}

/** A document to import; its files have not been read yet. */
export interface DocumentEntry extends DocumentKey {
  readonly version: string
  readonly display: string
  readonly download: string
  /** The beginning of messages about its files, such as "entry 2: ". */
  readonly label: string
}

const members = ['template', 'country', 'language', 'version', 'display', 'download']
const withDocument = agreementTemplates.filter(({ hasDocument }) => hasDocument).map(({ templateId }) => templateId)

const template: Kind<string> = {
  takes: `${withDocument.join(', ')}: no other template has a document`,
  parse: text => withDocument.find(id => id === templateOfId(text)?.templateId)
}
const country: Kind<string> = {
  takes: `one of the ${countries.length} country codes that Partner Center lists, such as DE`,
  parse: text => countries.find(code => code === text)
}
const version: Kind<string> = {
  takes: '1 to 50 letters, digits, dots, hyphens, underscores and spaces',
  parse: text => (/^\w[\w. -]{0,49}$/.test(text) ? text : undefined)
}
const path: Kind<string> = { takes: 'the path of a file', parse: text => text.includes('\0') ? undefined : text }

/** Reads a document's template, country and language. The default template is the Microsoft Customer Agreement. */
export function readDocumentKey (reader: ValueReader): DocumentKey {
  const templateId = reader.optional('template', template) ?? withDocument[0] as string
  const inCountry = reader.required('country', country)
  const languages = languagesOf(inCountry) ?? []
  const language = reader.required('language', languages.length === 0
    ? { takes: "one of the country's languages, such as en-US", parse: text => text }
    : oneOf(languages))
  return { templateId, country: inCountry, language }
}

/** Reads a document's entry. `resolved` turns a path as it is written into one that can be opened. */
export function readDocumentEntry (
  reader: ValueReader,
  label: string,
  resolved: (path: string) => string
): DocumentEntry {
  const key = readDocumentKey(reader)
  const ofVersion = reader.required('version', version)
  const [display, download] = [reader.required('display', path), reader.required('download', path)]
  return { ...key, version: ofVersion, display: resolved(display ?? ''), download: resolved(download ?? ''), label }
}

/**
 * Reads the entries of a manifest: a JSON array of objects with the members template (optional), country, language,
 * version, display and download. The paths `display` and `download` are relative to the manifest. Rejects with a
 * {@link CommandFailure} that lists every problem.
 */
export async function readManifest (file: string): Promise<DocumentEntry[]> {
  const entries = parseManifest(await readFile(file, 'utf8'), file)
  const problems: string[] = []
  const positions = new Map<string, number>()
  const documents = entries.map((entry, index) => {
    const label = `entry ${index + 1}: `
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      problems.push(`${label}it is not an object.`)
      return undefined
    }
    const reader = new ValueReader(entry as Record<string, unknown>, key => `${label}${key}`)
    for (const member of Object.keys(entry)) {
      if (!members.includes(member)) reader.fault(member.slice(0, 60), `is unknown: members are ${members.join(', ')}.`)
    }
    const document = readDocumentEntry(reader, label, path => resolve(dirname(file), path))
    const key = [document.templateId, document.country, document.language].join(' ')
    const earlier = positions.get(key)
    if (reader.faults.length === 0 && earlier !== undefined) {
      reader.faults.push(`${label}entry ${earlier} is for ${document.country} ${document.language} too.`)
    }
    positions.set(key, earlier ?? index + 1)
    problems.push(...reader.faults)
    return document
  })
  if (problems.length > 0) throw new CommandFailure(...problems)
  return documents.filter(document => document !== undefined)
}

function parseManifest (text: string, file: string): unknown[] {
  let entries: unknown
  try {
    entries = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new CommandFailure(`${file} is not JSON.`)
  }
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new CommandFailure(`${file} is not a JSON array of documents.`)
  }
  return entries
}

/** Reads the documents' files. Rejects with a {@link CommandFailure} that lists every file that cannot be used. */
export async function readDocuments (entries: readonly DocumentEntry[]): Promise<DocumentImport[]> {
  const read = documentFiles()
  const problems: string[] = []
  const content = async (entry: DocumentEntry, form: DocumentForm): Promise<ImportedContent> => {
    const checked = await read(form, entry[form])
    if ('form' in checked) return checked.form
    problems.push(`${entry.label}${entry[form]} ${checked.problem}.`)
    return { mediaType: '', content: Buffer.alloc(0) }
  }
  const documents: DocumentImport[] = []
  for (const entry of entries) {
    documents.push({ ...entry, display: await content(entry, 'display'), download: await content(entry, 'download') })
  }
  if (problems.length > 0) throw new CommandFailure(...problems)
  return documents
}
