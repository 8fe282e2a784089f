import { inEnglish, sampleWords, type SampleWords, type Words } from './sample-words.js'

/** The sandbox's document of one language: a Word document to download, and a page to read. */
export interface SampleDocument {
  readonly language: string
  readonly docx: Buffer
  readonly html: Buffer
}

interface Passage extends Words {
  readonly language: string
  readonly isRightToLeft: boolean
}

/** The passages of a document; the first is in its own language. */
type Passages = readonly [Passage, ...Passage[]]

const rightToLeft = new Set(['ar-SA', 'he-IL'])

/**
 * Creates the sample documents of every language that Partner Center offers. The bytes are the same every time.
 *
 * They replace the Microsoft Customer Agreement, whose text belongs to Microsoft and is not part of this project.
 */
export async function sampleDocuments (): Promise<SampleDocument[]> {
  return await Promise.all(sampleWords.map(sampleDocument))
}

/** Creates a sample document with these words, followed by the English ones unless they are English. */
export async function sampleDocument (words: SampleWords): Promise<SampleDocument> {
  const passages = passagesOf(words)
  return { language: words.language, docx: await wordPackage(passages), html: Buffer.from(page(passages)) }
}

function passagesOf (words: SampleWords): Passages {
  const own = { ...words, isRightToLeft: rightToLeft.has(words.language) }
  if (words.language === 'en-US') return [own]
  return [own, { ...inEnglish(words.name), language: 'en-US', isRightToLeft: false }]
}

function titleOf ({ title, language }: Passage): string {
  return `${title} (${language})`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped (text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}

const style = `
:root { color-scheme: light dark; font: 100%/1.6 system-ui, sans-serif }
body { margin: 0 auto; padding: 1.5rem; max-width: 38rem; overflow-wrap: break-word }
section { margin-block: 1.5rem; padding-inline-start: 1.25rem; border-inline-start: .25rem solid #c2410c }
section + section { border-color: #8886; font-size: .9rem }
h1, h2 { margin: 0; line-height: 1.25 }
p { margin: .75rem 0 0 }
code { padding: .1em .5em; border: 1px solid #8886; border-radius: 1em }
@media print { body { max-width: none; padding: 0 } section { break-inside: avoid } }
`

function page (passages: Passages): string {
  const [own] = passages
  return `<!doctype html>
<html ${localeAttributes(own)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(titleOf(own))}</title>
<style>${style}</style>
</head>
<body>
<code dir="ltr">${escaped(own.language)}</code>
${passages.map((passage, index) => section(passage, index === 0 ? 'h1' : 'h2')).join('\n')}
</body>
</html>
`
}

function section (passage: Passage, heading: string): string {
  return `<section ${localeAttributes(passage)}>
<${heading}>${escaped(passage.title)}</${heading}>
<p>${escaped(passage.notice)}</p>
<p>${escaped(passage.place)}</p>
</section>`
}

function localeAttributes ({ language, isRightToLeft }: Passage): string {
  return `lang="${escaped(language)}" dir="${isRightToLeft ? 'rtl' : 'ltr'}"`
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const openXml = 'http://schemas.openxmlformats.org'
const wordNamespace = `${openXml}/wordprocessingml/2006/main`
const mediaType = 'application/vnd.openxmlformats'

// A zip file stores a date for each part. With a fixed date, equal words give equal bytes.
const noDate = new Date(Date.UTC(1980, 0, 1))

// The docx library is not used: it is several times slower, and writes the current time into every document.
async function wordPackage (passages: Passages): Promise<Buffer> {
  const { default: Zip } = await import('jszip')
  const zip = new Zip()
  const parts = {
    ...fixedParts,
    'docProps/core.xml': propertiesXml(passages[0]),
    'word/document.xml': documentXml(passages)
  }
  for (const [name, content] of Object.entries(parts)) {
    zip.file(name, xml + content, { date: noDate, createFolders: false })
  }
  return await zip.generateAsync({ type: 'nodebuffer' })
}

const arial = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
const margins = 'w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708"'

// Word and LibreOffice need these parts and the two above to open a package with headings (ISO/IEC 29500).
const fixedParts = {
  '[Content_Types].xml': `<Types xmlns="${openXml}/package/2006/content-types">
<Default Extension="rels" ContentType="${mediaType}-package.relationships+xml"/>
<Override PartName="/docProps/core.xml" ContentType="${mediaType}-package.core-properties+xml"/>
<Override PartName="/word/document.xml" ContentType="${mediaType}-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="${mediaType}-officedocument.wordprocessingml.styles+xml"/>
</Types>`,
  '_rels/.rels': `<Relationships xmlns="${openXml}/package/2006/relationships">
${relationship('document', 'officeDocument/2006/relationships/officeDocument', 'word/document.xml')}
${relationship('properties', 'package/2006/relationships/metadata/core-properties', 'docProps/core.xml')}
</Relationships>`,
  'word/_rels/document.xml.rels': `<Relationships xmlns="${openXml}/package/2006/relationships">
${relationship('styles', 'officeDocument/2006/relationships/styles', 'styles.xml')}
</Relationships>`,
  'word/styles.xml': `<w:styles xmlns:w="${wordNamespace}">
<w:docDefaults>
<w:rPrDefault><w:rPr>${arial}${sizeOf(22)}</w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
${headingStyle('Title', 'Title', 48)}
${headingStyle('Heading1', 'heading 1', 28)}
</w:styles>`
}

function relationship (id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${openXml}/${type}" Target="${target}"/>`
}

function sizeOf (halfPoints: number): string {
  return `<w:sz w:val="${halfPoints}"/><w:szCs w:val="${halfPoints}"/>`
}

function headingStyle (id: string, name: string, halfPoints: number): string {
  return (
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>` +
    '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>' +
    '<w:pPr><w:keepNext/><w:spacing w:before="360" w:after="160"/></w:pPr>' +
    `<w:rPr><w:b/><w:bCs/>${sizeOf(halfPoints)}</w:rPr></w:style>`
  )
}

function propertiesXml (own: Passage): string {
  return (
    `<cp:coreProperties xmlns:cp="${openXml}/package/2006/metadata/core-properties"` +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    `<dc:title>${escaped(titleOf(own))}</dc:title><dc:language>${escaped(own.language)}</dc:language>` +
    '</cp:coreProperties>'
  )
}

function documentXml (passages: Passages): string {
  const paragraphs = passages.flatMap((passage, index) => [
    ...(index === 0 ? [paragraph(passage, passage.language)] : []),
    paragraph(passage, passage.title, index === 0 ? 'Title' : 'Heading1'),
    paragraph(passage, passage.notice),
    paragraph(passage, passage.place)
  ])
  return `<w:document xmlns:w="${wordNamespace}"><w:body>
${paragraphs.join('\n')}
<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar ${margins} w:gutter="0"/></w:sectPr>
</w:body></w:document>`
}

function paragraph (passage: Passage, text: string, style = 'Normal'): string {
  const direction = passage.isRightToLeft ? '<w:bidi/>' : ''
  const runs = passage.isRightToLeft ? byDirection(text).map((part) => run(passage, part)) : [run(passage, text)]
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${direction}</w:pPr>${runs.join('')}</w:p>`
}

// ISO/IEC 29500-1 does not specify Latin words in a right-to-left run (`rtl`), so they get runs of their own.
function byDirection (text: string): string[] {
  return text.match(/[A-Za-z][A-Za-z-]*|[^A-Za-z]+/g) ?? []
}

function run ({ language, isRightToLeft }: Passage, text: string): string {
  const direction = isRightToLeft && !/^[A-Za-z]/.test(text) ? '<w:rtl/>' : ''
  const tag = escaped(language)
  return `<w:r><w:rPr>${direction}<w:lang w:val="${tag}" w:eastAsia="${tag}" w:bidi="${tag}"/></w:rPr>` +
    `<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`
}
