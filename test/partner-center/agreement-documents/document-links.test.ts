import { createHash } from 'node:crypto'
import t from 'tap'
import { ids, testApp } from '../../helper/app.js'

const { app, bearer, clock, stored } = await testApp(t)

async function documentOf (search = '', templateId = ids.customerAgreement) {
  const url = `/v1/agreementtemplates/${templateId}/document${search}`
  return await app.inject({ url, headers: { authorization: await bearer() } })
}

const open = async (uri: string) => await app.inject({ url: new URL(uri).pathname })

t.test('the response has two links and the effective locale', async t => {
  const response = await documentOf()
  t.equal(response.statusCode, 200)
  t.match(response.json(), {
    displayUri: /^http:\/\/127\.0\.0\.1:8080\//,
    downloadUri: /^http:/,
    language: 'en-US',
    country: 'US'
  })
  t.strictSame(Object.keys(response.json()), ['displayUri', 'downloadUri', 'language', 'country'])
})

const fallbacks: Array<[search: string, country: string, language: string]> = [
  ['?country=DE&language=de-DE', 'DE', 'de-DE'],
  ['?language=de-DE&country=DE', 'DE', 'de-DE'],
  ['?Country=DE&LANGUAGE=de-DE', 'DE', 'de-DE'],
  ['?language=&country=', 'US', 'en-US'],
  ['?country=DE', 'DE', 'en-US'],
  ['?country=CA&language=de-DE', 'CA', 'en-US'],
  ['?country=KO&language=ja-JP', 'US', 'en-US'],
  ['?country=de&language=de-DE', 'US', 'en-US'],
  ['?country=DE&language=de-de', 'DE', 'en-US'],
  ['?country=TW&language=zh-HK', 'TW', 'zh-HK']
]
for (const [search, country, language] of fallbacks) {
  t.test(`${search} serves ${country} in ${language}`, async t =>
    t.match((await documentOf(search)).json(), { country, language }))
}

t.test('the download is a Word file, the display an HTML page; both have the recorded hash', async t => {
  const { displayUri, downloadUri } = (await documentOf('?country=JP&language=ja-JP')).json()
  const download = await open(downloadUri)
  t.equal(download.statusCode, 200)
  t.equal(download.headers['content-type'], 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')
  const disposition = 'attachment; filename="MicrosoftCustomerAgreement-JP-ja-JP-sample-1.docx"'
  t.equal(download.headers['content-disposition'], disposition)
  t.equal(download.rawPayload.subarray(0, 2).toString(), 'PK')
  const display = await open(displayUri)
  t.equal(display.headers['content-type'], 'text/html; charset=utf-8')
  t.match(display.headers['content-security-policy'], "default-src 'none'")
  t.match(display.body, 'lang="ja')
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  const recorded = await stored.rows(`
    SELECT encode(display_sha256, 'hex') AS display, encode(download_sha256, 'hex') AS download
    FROM agreement_document
    WHERE country = 'JP'
      AND language = 'ja-JP'`)
  t.strictSame(recorded, [{ display: sha256(display.rawPayload), download: sha256(download.rawPayload) }])
})

t.test('a link needs no token, is new at every call, and expires after 5 minutes', async t => {
  const first = (await documentOf()).json().downloadUri
  t.not((await documentOf()).json().downloadUri, first)
  clock.at = new Date(clock.at.getTime() + 299_000)
  t.equal((await open(first)).statusCode, 200)
  clock.at = new Date(clock.at.getTime() + 2_000)
  const expired = await open(first)
  t.equal(expired.statusCode, 403)
  t.match(expired.json(), { code: 2032, errorName: 'DownloadLinkRefused', data: [] })
})

t.test('an altered link is rejected', async t => {
  const { downloadUri } = (await documentOf()).json() as { downloadUri: string }
  const [head = '', payload = '', signature = ''] = new URL(downloadUri).pathname.split('/').at(-1)?.split('.') ?? []
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const otherDocument = Buffer.from(JSON.stringify({ ...claims, sub: '2' })).toString('base64url')
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const segment of [
    `${head}.${otherDocument}.${signature}`, `${unsigned}.${payload}.`,
    `${head}.${payload}.${signature.slice(0, -2)}AA`, `${head}.${payload}`, 'x', '1'
  ]) {
    t.equal((await open(`http://x/agreement-documents/${segment}`)).statusCode, 403, segment.slice(0, 20))
  }
})

t.test('every other spelling of a link is rejected', async t => {
  const { displayUri } = (await documentOf()).json() as { displayUri: string }
  const status = async (uri: string) => (await open(uri)).statusCode
  const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const others = [...base64url].filter(character => !displayUri.endsWith(character))
  for (const character of others) {
    t.equal(await status(`${displayUri.slice(0, -1)}${character}`), 403, `the last character as ${character}`)
  }
  for (const ending of ['=', '==', '%3D', '%20', '%0A', '.', '%2B']) {
    t.equal(await status(displayUri + ending), 403, `with ${ending} at its end`)
  }
  t.equal(await status(displayUri), 200, 'the link as it was issued')
})

t.test('an access token is not accepted as a link', async t => {
  const token = (await bearer()).slice('Bearer '.length)
  t.equal((await open(`http://x/agreement-documents/${token}`)).statusCode, 403)
})

t.test('the Cloud Agreement, an unknown template and an id in another letter case have no document', async t => {
  for (const templateId of [
    ids.cloudAgreement, '00000000-0000-4000-8000-000000000000', ids.customerAgreement.toUpperCase()
  ]) {
    const response = await documentOf('', templateId)
    t.equal(response.statusCode, 404)
    t.equal(response.json().errorName, 'TemplateNotFound')
  }
})

t.test('if the document was not imported, the next fallback is served', async t => {
  await stored.rows("UPDATE agreement_document SET retired_at = now() WHERE country = 'FR' AND language = 'fr-FR'")
  t.match((await documentOf('?country=FR&language=fr-FR')).json(), { country: 'FR', language: 'en-US' })
  await stored.rows("UPDATE agreement_document SET retired_at = now() WHERE country = 'FR'")
  t.match((await documentOf('?country=FR&language=fr-FR')).json(), { country: 'US', language: 'en-US' })
  await stored.rows("UPDATE agreement_document SET retired_at = now() WHERE country = 'US'")
  const none = await documentOf('?country=FR&language=fr-FR')
  t.equal(none.statusCode, 404)
  t.equal(none.json().errorName, 'DocumentNotImported')
})
