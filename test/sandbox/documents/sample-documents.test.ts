import { createHash } from 'node:crypto'
import JSZip from 'jszip'
import t from 'tap'
import { languages } from '../../../src/domain/agreements/agreement-locale.js'
import { sampleDocument, sampleDocuments } from '../../../src/sandbox/documents/sample-documents.js'
import { inEnglish, sampleWords, type SampleWords } from '../../../src/sandbox/documents/sample-words.js'

const parts = [
  '[Content_Types].xml',
  '_rels/.rels',
  'word/_rels/document.xml.rels',
  'word/styles.xml',
  'docProps/core.xml',
  'word/document.xml'
]

const sentences = ({ title, notice, place }: Pick<SampleWords, 'title' | 'notice' | 'place'>) => [title, notice, place]

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

const tagNames = (markup: string) => (markup.match(/<[^>]*>/g) ?? []).map((tag) => /^<\/?[^\s/>]*/.exec(tag)?.[0])

/** Returns the first error of `xml`, or `undefined` if it is well-formed. */
function flawOf (xml: string): string | undefined {
  const open: string[] = []
  const attribute = '\\s+[\\w:]+="(?:[^<>&"]|&(?:amp|lt|gt|quot);)*"'
  const tag = new RegExp(`^<(/?)([\\w:]+)(?:${attribute})*(/?)>$`)
  for (const token of xml.replace(/^<\?xml [^?]*\?>\s*/, '').match(/<[^>]*>|[^<]+/g) ?? []) {
    if (!token.startsWith('<')) {
      if (/&(?!(?:amp|lt|gt|quot);)|>/.test(token)) return token
      continue
    }
    const [, isClosing, name = '', isEmpty] = tag.exec(token) ?? []
    if (name === '') return token
    if (isClosing ? open.pop() !== name : (!isEmpty && open.push(name) < 1)) return token
  }
  return open.length === 0 ? undefined : `<${open.join('><')}> not closed`
}

async function partsOf (docx: Buffer): Promise<Map<string, string>> {
  const zip = await JSZip.loadAsync(docx, { checkCRC32: true })
  return new Map(await Promise.all(Object.keys(zip.files).map(async (name) =>
    [name, await zip.file(name)?.async('string') ?? 'a folder'] as const)))
}

async function paragraphsOf (docx: Buffer): Promise<string[]> {
  const document = (await partsOf(docx)).get('word/document.xml') ?? ''
  return (document.match(/<w:p>.*?<\/w:p>/gs) ?? []).map((paragraph) =>
    unescaped([...paragraph.matchAll(/<w:t [^>]*>([^<]*)<\/w:t>/g)].map(([, text]) => text).join('')))
}

const saidBy = (words: SampleWords) =>
  [...sentences(words), ...(words.language === 'en-US' ? [] : sentences(inEnglish(words.name)))]

await t.test('every language of the table has a sample, in the order of the table', async (t) => {
  t.same((await sampleDocuments()).map(({ language }) => language), languages)
})

await t.test('every row has its own words', async (t) => {
  for (const field of ['notice', 'place', 'name'] as const) {
    t.equal(new Set(sampleWords.map((words) => words[field])).size, languages.length, field)
  }
  for (const words of sampleWords) {
    t.ok(
      sentences(words).every(sentence => sentence.trim() !== '' && sentence === sentence.normalize()),
      words.language
    )
    t.ok(words.notice.includes('partner-agreements') && words.notice.includes('Microsoft'), words.language)
  }
})

await t.test('the Word document is a complete package and contains the words', async (t) => {
  const documents = await sampleDocuments()
  for (const [index, words] of sampleWords.entries()) {
    const docx = documents[index]?.docx ?? Buffer.alloc(0)
    const content = await partsOf(docx)
    t.same([...content.keys()], parts, words.language)
    for (const [name, xml] of content) t.equal(flawOf(xml), undefined, `${words.language} ${name}`)
    t.match(content.get('docProps/core.xml'), `<dc:title>${words.title} (${words.language})</dc:title>`)
    t.same(await paragraphsOf(docx), [words.language, ...saidBy(words)], words.language)
  }
})

await t.test('the page contains the words and loads nothing else', async (t) => {
  const documents = await sampleDocuments()
  for (const [index, words] of sampleWords.entries()) {
    const html = documents[index]?.html.toString() ?? ''
    for (const sentence of saidBy(words)) t.match(html, `>${sentence}</`, words.language)
    t.match(html, `<html lang="${words.language}"`)
    t.match(html, `<title>${words.title} (${words.language})</title>`)
    t.equal(html.match(/<h1>/g)?.length, 1)
    t.notMatch(html, /<script|<link|<img|https?:|src=|href=|url\(|@import|\son\w+=/i)
  }
})

await t.test('Arabic and Hebrew run from right to left, and Latin words in them from left to right', async (t) => {
  for (const { language, docx, html } of await sampleDocuments()) {
    const isRightToLeft = ['ar-SA', 'he-IL'].includes(language)
    const document = (await partsOf(docx)).get('word/document.xml') ?? ''
    t.match(html.toString(), `<html lang="${language}" dir="${isRightToLeft ? 'rtl' : 'ltr'}">`)
    t.equal(document.includes('<w:bidi/>'), isRightToLeft, language)
    t.notMatch(document, /<w:rtl\/>.{0,200}>[^<]*[A-Za-z][^<]*<\/w:t>/)
    t.equal(document.includes('<w:rtl/>'), isRightToLeft, language)
  }
})

await t.test('the same words give the same bytes on every machine', async (t) => {
  const [first, second] = [await sampleDocuments(), await sampleDocuments()]
  t.same(first, second)
  const english = first[0]
  t.equal(english && sha256(english.docx), 'c5b49008ca63b2362ef04f37e4f143c10a6c9635b35f32fe94ed5b64c8dd3849')
  t.equal(english && sha256(english.html), 'b723e4edf4b88defb5dc8c88b5309f163c24912d3f6d6d222daffa010547df37')
})

const plain: SampleWords = { language: 'xx', name: 'x', title: 'x', notice: 'x', place: 'x' }
const hostile: SampleWords = {
  language: '"><script>1</script>',
  name: '<b>&',
  title: '</title><script>alert("1")</script>',
  notice: '</w:t></w:r></w:p> &lt; & ]]> <!--',
  place: '<img src=x onerror=alert(1)>'
}
await t.test('words are escaped in markup', async (t) => {
  const [expected, made] = [await sampleDocument(plain), await sampleDocument(hostile)]
  t.same(tagNames(made.html.toString()), tagNames(expected.html.toString()))
  t.same(await paragraphsOf(made.docx), [hostile.language, ...saidBy(hostile)])
  for (const [name, xml] of await partsOf(made.docx)) t.equal(flawOf(xml), undefined, name)
})
