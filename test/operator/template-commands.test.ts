import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import JSZip from 'jszip'
import t from 'tap'
import { sampleDocuments } from '../../src/sandbox/documents/sample-documents.js'
import { ids } from '../helper/app.js'
import { testDatabase } from '../helper/database.js'
import { commandsOn } from './command.js'

const database = await testDatabase(t)
const run = commandsOn({ MIGRATE_DATABASE_URL: database.ownerUrl })
const [sample] = await sampleDocuments()
const docx = sample?.docx ?? Buffer.of()
const html = Buffer.from('<!doctype html><title>Ü</title>')
const folder = t.testdir({ 'a.html': html, sub: {} })
const file = (name: string, content: Buffer | string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const display = join(folder, 'a.html')
const download = file('a.docx', docx)
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')
const german = ['--country', 'DE', '--language', 'de-DE']
const importAs = (version: string, ...more: string[]) =>
  run(['template', 'import', ...german, '--version', version, '--display', display, '--download', download, ...more])
const documentsOf = (country: string, language: string) =>
  database.rows(
    `SELECT template_id, version, imported_at, retired_at
     FROM agreement_document
     WHERE country = $1 AND language = $2
     ORDER BY document_id`,
    [country, language]
  )
const at = new Date('2026-03-02T10:00:00Z')

await t.test('an imported document becomes current, and the previous one is retired', async t => {
  const { code, out } = await importAs('2026-03')
  t.equal(code, 0)
  t.equal(out, `DE de-DE 2026-03 display ${sha256(html)} download ${sha256(docx)}\n1 imported, 0 current already\n`)
  t.match(await documentsOf('DE', 'de-DE'), [
    { version: 'sample-1', retired_at: at },
    { template_id: ids.customerAgreement, version: '2026-03', imported_at: at, retired_at: null }
  ])
  const contents = await database.rows<{ media_type: string, content: Buffer }>(
    'SELECT media_type, content FROM document_content WHERE sha256 IN ($1, $2) ORDER BY media_type DESC',
    [Buffer.from(sha256(html), 'hex'), Buffer.from(sha256(docx), 'hex')]
  )
  t.same(
    contents.map(({ media_type: type }) => type),
    ['text/html; charset=utf-8', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document']
  )
  t.same(contents.map(({ content }) => content), [html, docx])
})

await t.test('importing the same document again changes nothing', async t => {
  t.match(await importAs('2026-03', '--template', ids.customerAgreement.toUpperCase()), {
    code: 0,
    out: /\n0 imported, 1 current already\n$/
  })
  t.equal((await documentsOf('DE', 'de-DE')).length, 2)
})

await t.test('all wrong options are reported at once', async t => {
  const { code, err } = await run([
    'template', 'import', '--template', ids.cloudAgreement, '--country', 'de', '--version', '../..', '--display',
    display
  ])
  t.equal(code, 2)
  for (const part of [
    `--template is "${ids.cloudAgreement}": it takes ${ids.customerAgreement}: no other template has a document`,
    '--country is "de": it takes one of the 246', '--language is missing', '--version is "../.."',
    '--download is missing'
  ]) {
    t.match(err, part)
  }
  t.match(await run(['template', 'import', '--country', 'CH', '--language', 'de-DE']), {
    code: 2,
    err: '--language is "de-DE": it takes en-US, fr-FR.'
  })
})

await t.test('unusable files are rejected, and all of them are reported at once', async t => {
  const withoutDocument = await new JSZip().file('word/other.xml', '').generateAsync({ type: 'nodebuffer' })
  const rejected: Array<[string, string, string]> = [
    [display, display, 'is not a Word document (.docx): it is not a zip file'],
    [display, file('cut.docx', docx.subarray(0, 500)), 'is not a Word document (.docx): its zip file is damaged'],
    [display, file('other.docx', withoutDocument), 'is not a Word document (.docx): it has no word/document.xml'],
    [display, join(folder, 'none.docx'), 'cannot be read (ENOENT)'],
    [display, join(folder, 'sub'), 'is not a file'],
    [
      display,
      file('large.docx', Buffer.concat([Buffer.from('PK'), Buffer.alloc(20 * 1024 * 1024)])),
      'is larger than 20 MB'
    ],
    [
      file('latin1.html', Buffer.from('<p>\xdc', 'latin1')),
      download,
      'is not HTML in UTF-8: some bytes are not valid UTF-8'
    ],
    [file('nul.html', '<p>\0'), download, 'is not HTML in UTF-8: it contains a NUL character'],
    [file('plain.html', 'text'), download, 'is not HTML: it has no element'],
    [file('empty.html', ''), download, 'is empty']
  ]
  for (const [display, download, problem] of rejected) {
    const { code, err } = await run([
      'template', 'import', ...german, '--version', '3', '--display', display, '--download', download
    ])
    t.equal(code, 1, problem)
    t.ok(err.includes(` ${problem}.\n`), err)
  }
  const both = await run([
    'template', 'import', ...german, '--version', '3', '--display', download, '--download', display
  ])
  t.match(both.err, /2 errors/)
  t.equal((await documentsOf('DE', 'de-DE')).length, 2)
})

await t.test('a manifest imports many documents, from paths relative to it', async t => {
  const paths = { display: '../a.html', download: '../a.docx' }
  const manifest = file('sub/manifest.json', '\ufeff' + JSON.stringify([
    { country: 'DE', language: 'de-DE', version: '2026-03', ...paths },
    { country: 'CH', language: 'fr-FR', version: '2026-03', ...paths },
    { country: 'CH', language: 'en-US', version: '2026-03', template: ids.customerAgreement, ...paths }
  ]))
  const { code, out } = await run(['template', 'import', '--manifest', manifest])
  t.equal(code, 0)
  t.match(out, /^DE de-DE .*\nCH fr-FR .*\nCH en-US .*\n2 imported, 1 current already\n$/)
  t.match(await documentsOf('CH', 'fr-FR'), [
    { version: 'sample-1', retired_at: at },
    { version: '2026-03', retired_at: null }
  ])
})

await t.test('an invalid manifest imports nothing, and every problem is reported with its entry', async t => {
  const manifest = file('bad.json', JSON.stringify([
    { country: 'FR', language: 'fr-FR', version: '1', display: 'a.html', download: 'a.docx' },
    { country: 'FR', language: 'de-DE', display: 'a.html', download: 7, colour: 'red' },
    { country: 'FR', language: 'fr-FR', version: '2', display: 'a.html', download: 'a.docx' },
    null
  ]))
  const { code, err } = await run(['template', 'import', '--manifest', manifest])
  t.equal(code, 1)
  t.same(err.trimEnd().split('\n').slice(1), [
    '  - entry 2: colour is unknown: members are template, country, language, version, display, download.',
    '  - entry 2: language is "de-DE": it takes en-US, fr-FR.',
    '  - entry 2: version is missing: it takes 1 to 50 letters, digits, dots, hyphens, underscores and spaces.',
    '  - entry 2: download is of type number: it takes the path of a file.',
    '  - entry 3: entry 1 is for FR fr-FR too.',
    '  - entry 4: it is not an object.'
  ])
  t.match(
    await run([
      'template',
      'import',
      '--manifest',
      file('files.json', '[{"country":"FR","language":"fr-FR","version":"1","display":"none","download":"a.html"}]')
    ]),
    { code: 1, err: /entry 1: .*none cannot be read[^]*entry 1: .*a\.html is not a Word document/ }
  )
  for (const content of ['[]', '{}', '[', 'null']) {
    t.match(await run(['template', 'import', '--manifest', file('m.json', content)]), {
      code: 1,
      err: /is not (a JSON array of documents|JSON)\./
    })
  }
  t.match(await run(['template', 'import', '--manifest', file('m.json', '[{"\\u001b[2J":1}]')]), {
    code: 1,
    err: /entry 1: \\u001b\[2J is unknown/
  })
  t.match(await run(['template', 'import', '--manifest', manifest, '--country', 'DE']), {
    code: 2,
    err: '--country cannot be combined with --manifest'
  })
  t.equal((await documentsOf('FR', 'fr-FR')).length, 1)
})

await t.test('the list shows the current documents or all, and its JSON lines contain the hashes', async t => {
  const current = await run(['template', 'list'])
  t.equal(current.code, 0)
  t.match(current.out.split('\n')[0], /^DOCUMENT ID +TEMPLATE ID +COUNTRY +LANGUAGE +VERSION +IMPORTED AT$/)
  t.equal(current.out.split('\n').filter(line => / DE +de-DE /.test(line)).length, 1)
  const all = (await run(['template', 'list', '--all', '--json'])).out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  t.match(
    all.filter(({ country, language }) => country === 'DE' && language === 'de-DE'),
    [
      { version: 'sample-1', retiredAt: at.toISOString() },
      {
        templateId: ids.customerAgreement,
        version: '2026-03',
        displaySha256: sha256(html),
        downloadSha256: sha256(docx),
        importedAt: at.toISOString(),
        retiredAt: null
      }
    ]
  )
})

await t.test('a document can be retired once', async t => {
  t.match(await run(['template', 'retire', ...german]), { code: 0, out: 'retired the document for DE de-DE\n' })
  t.match(await run(['template', 'retire', ...german]), { code: 1, err: 'There is no current document for DE de-DE.' })
  t.match(await run(['template', 'retire', '--country', 'XX']), {
    code: 2,
    err: /--country is "XX"[^]*--language is missing/
  })
  t.match(await documentsOf('DE', 'de-DE'), [{ retired_at: at }, { retired_at: at }])
})
