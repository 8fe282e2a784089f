import { isUtf8 } from 'node:buffer'
import { readFile, stat } from 'node:fs/promises'
import type { ImportedContent } from './repository.js'

/** The two forms of a document. */
export type DocumentForm = 'display' | 'download'

/** A file's content, or why it will not do. */
export type CheckedFile = { readonly form: ImportedContent } | { readonly fault: string }

const mediaTypes: Readonly<Record<DocumentForm, string>> = {
  display: 'text/html; charset=utf-8',
  download: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
}

const faultsOf: Readonly<Record<DocumentForm, (content: Buffer) => Promise<string | undefined> | string | undefined>> =
  { display: htmlFault, download: docxFault }

const largestMegabytes = 20

/**
 * Reads and checks documents' files: HTML in UTF-8 to display, Word documents to download, at most 20 MB each. A path
 * is read once, so that the many countries of one document share its bytes.
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
    if (!found.isFile()) return { fault: 'is not a file' }
    if (found.size > largestMegabytes * 1024 * 1024) return { fault: `is larger than ${largestMegabytes} MB` }
    const content = await readFile(path)
    const fault = content.length === 0 ? 'is empty' : await faultsOf[form](content)
    return fault === undefined ? { form: { mediaType: mediaTypes[form], content } } : { fault }
  } catch (error) {
    return { fault: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})` }
  }
}

function htmlFault (content: Buffer): string | undefined {
  if (!isUtf8(content)) return 'is not HTML in UTF-8: it holds bytes that UTF-8 has not'
  if (content.includes(0)) return 'is not HTML in UTF-8: it holds a NUL'
  return content.includes('<') ? undefined : 'is not HTML: it has no element'
}

async function docxFault (content: Buffer): Promise<string | undefined> {
  if (content.subarray(0, 2).toString('latin1') !== 'PK') return 'is not a Word document (.docx): it is no zip file'
  const { default: JSZip } = await import('jszip')
  const zip = await JSZip.loadAsync(content).catch(() => undefined)
  if (zip === undefined) return 'is not a Word document (.docx): its zip file is damaged'
  return zip.file('word/document.xml') === null
    ? 'is not a Word document (.docx): it has no word/document.xml'
    : undefined
}
