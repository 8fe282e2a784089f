import { isUtf8 } from 'node:buffer'
import { readFile, stat } from 'node:fs/promises'
import type { ImportedContent } from './repository.js'

/** The two forms of a document: the page to read, and the Word document to download. */
export type DocumentForm = 'display' | 'download'

/** A file's content, or why the file cannot be used. */
export type CheckedFile = { readonly form: ImportedContent } | { readonly problem: string }

const mediaTypes: Readonly<Record<DocumentForm, string>> = {
  display: 'text/html; charset=utf-8',
  download: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
}

const problemOf: Readonly<Record<DocumentForm, (content: Buffer) => Promise<string | undefined> | string | undefined>> =
  { display: htmlProblem, download: docxProblem }

const largestMegabytes = 20

/**
 * Returns a function that reads and checks a document's file: HTML in UTF-8 to display, a Word document to download,
 * at most 20 MB each. It reads each path once, so entries for many countries share the bytes of one file.
 */
export function documentFiles (): (form: DocumentForm, path: string) => Promise<CheckedFile> {
  const files = new Map<string, Promise<CheckedFile>>()
  return (form, path) => {
    const key = `${form} ${path}`
    const file = files.get(key) ?? readDocument(form, path)
    files.set(key, file)
    return file
  }
}

async function readDocument (form: DocumentForm, path: string): Promise<CheckedFile> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return { problem: 'is not a file' }
    if (found.size > largestMegabytes * 1024 * 1024) return { problem: `is larger than ${largestMegabytes} MB` }
    const content = await readFile(path)
    const problem = content.length === 0 ? 'is empty' : await problemOf[form](content)
    return problem === undefined ? { form: { mediaType: mediaTypes[form], content } } : { problem }
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})` }
  }
}

function htmlProblem (content: Buffer): string | undefined {
  if (!isUtf8(content)) return 'is not HTML in UTF-8: some bytes are not valid UTF-8'
  if (content.includes(0)) return 'is not HTML in UTF-8: it contains a NUL character'
  return content.includes('<') ? undefined : 'is not HTML: it has no element'
}

async function docxProblem (content: Buffer): Promise<string | undefined> {
  if (content.subarray(0, 2).toString('latin1') !== 'PK') return 'is not a Word document (.docx): it is not a zip file'
  const { default: JSZip } = await import('jszip')
  const zip = await JSZip.loadAsync(content).catch(() => undefined)
  if (zip === undefined) return 'is not a Word document (.docx): its zip file is damaged'
  return zip.file('word/document.xml') === null
    ? 'is not a Word document (.docx): it has no word/document.xml'
    : undefined
}
