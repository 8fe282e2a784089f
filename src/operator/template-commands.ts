import type { Command } from 'commander'
import { asOwner, optionReader, ownerHelp, ownerUrl, type CommandContext } from './command.js'
import {
  readDocumentEntry,
  readDocumentKey,
  readDocuments,
  readManifest,
  type DocumentEntry
} from './document-manifest.js'
import { CommandFailure } from './failures.js'
import { listLines } from './listing.js'
import { sha256Of, type ListedDocument } from './repository.js'
import type { ValueReader } from './values.js'

type Options = Record<string, unknown>

/** Adds the commands `template import`, `template list` and `template retire`. */
export function registerTemplateCommands (program: Command, context: CommandContext): void {
  const template = program.command('template').description("import the templates' documents, list and retire them")
  template
    .command('import')
    .description('make documents current for their country and language, and retire the previous ones')
    .option('--template <guid>', "the template's id (default: the Microsoft Customer Agreement's)")
    .option('--country <code>', 'as Partner Center lists it (required)')
    .option('--language <tag>', 'one that Partner Center offers there (required)')
    .option('--version <text>', 'what you call this version (required)')
    .option('--display <file>', 'the page to read, HTML in UTF-8 (required)')
    .option('--download <file>', 'the Word document, .docx (required)')
    .option(
      '--manifest <file>',
      'import many: a JSON array of objects with the options above as members; paths are relative to the file'
    )
    .addHelpText(
      'after',
      `
A file may have at most 20 MB. The command prints the SHA-256 of each file. Importing a current document again changes
nothing.

Examples:
  partner-agreements template import --country DE --language de-DE --version 2023-03 \\
    --display mca-de.html --download mca-de.docx
  echo '[{"country":"DE","language":"de-DE","version":"2023-03",
    "display":"mca-de.html","download":"mca-de.docx"}]' > mca.json
  partner-agreements template import --manifest mca.json
${ownerHelp}`
    )
    .action(async (options: Options) => {
      await importDocuments(optionReader(options, context.environment), options, context)
    })
  template.command('list').description('list the current documents')
    .option('--all', 'include retired documents')
    .option('--json', 'JSON lines, with everything that is stored and the SHA-256 of the files')
    .addHelpText('after', `\nExample:\n  partner-agreements template list --all\n${ownerHelp}`)
    .action(async ({ all = false, json = false }: { all?: boolean, json?: boolean }) => {
      const documents = await asOwner(optionReader({}, context.environment), operator => operator.listDocuments(all))
      const columns = [
        'documentId',
        'templateId',
        'country',
        'language',
        'version',
        'importedAt',
        ...(all ? ['retiredAt'] : [])
      ]
      for (const line of listLines(documents.map(presentDocument), { json, columns })) context.print(line)
    })
  template
    .command('retire')
    .description('retire the current document of a country and language; it stays stored as evidence')
    .option('--template <guid>', "the template's id (default: the Microsoft Customer Agreement's)")
    .option('--country <code>', 'as Partner Center lists it (required)')
    .option('--language <tag>', 'one that Partner Center offers there (required)')
    .addHelpText(
      'after',
      `\nExample:\n  partner-agreements template retire --country DE --language de-DE\n${ownerHelp}`
    )
    .action(async (options: Options) => {
      await retireDocument(optionReader(options, context.environment), context)
    })
}

async function importDocuments (
  reader: ValueReader,
  options: Options,
  { clock, print }: CommandContext
): Promise<void> {
  const documents = await readDocuments(await readEntries(reader, options))
  await asOwner(reader, async operator => {
    const imported = await operator.importDocuments(documents, clock())
    for (const { country, language, version, display, download } of documents) {
      const [displayHash, downloadHash] = [display, download].map(form => sha256Of(form).toString('hex'))
      print(`${country} ${language} ${version} display ${displayHash} download ${downloadHash}`)
    }
    print(`${imported} imported, ${documents.length - imported} current already`)
  })
}

async function readEntries (reader: ValueReader, options: Options): Promise<DocumentEntry[]> {
  const { manifest, ...others } = options
  if (typeof manifest !== 'string') {
    const entry = readDocumentEntry(reader, '', path => path)
    ownerUrl(reader)
    return [entry]
  }
  for (const other of Object.keys(others)) {
    reader.fault(other, 'cannot be combined with --manifest: it is a member of each entry there.')
  }
  ownerUrl(reader)
  return await readManifest(manifest)
}

async function retireDocument (reader: ValueReader, { clock, print }: CommandContext): Promise<void> {
  const { templateId, country, language } = readDocumentKey(reader)
  await asOwner(reader, async operator => {
    if (!(await operator.retireDocument(templateId, country, language, clock()))) {
      throw new CommandFailure(`There is no current document for ${country} ${language}.`)
    }
    print(`retired the document for ${country} ${language}`)
  })
}

function presentDocument (document: ListedDocument) {
  return {
    documentId: document.document_id,
    templateId: document.template_id,
    country: document.country,
    language: document.language,
    version: document.version,
    displaySha256: document.display_sha256,
    downloadSha256: document.download_sha256,
    importedAt: document.imported_at.toISOString(),
    retiredAt: document.retired_at?.toISOString() ?? null
  }
}
