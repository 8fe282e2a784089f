import t from 'tap'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { ids, testApp } from '../helper/app.js'
import { agreementsOf, ask, bytes, confirmBytes, countStored, isError, listen } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer } = wire
const port = await listen(app)
const authorization = await bearer()

const get = (target: string | Buffer) => ask(port, Buffer.concat([Buffer.from('GET '), Buffer.from(target), bytes([' HTTP/1.1', 'Host: localhost', `Authorization: ${authorization}`])]))
const customer = ids.adventureWorks
const mine = agreementsOf()
const status = '/v1/compliance/csp/agreementstatus'
const document = `/v1/agreementtemplates/${ids.customerAgreement}/document`

const targets: ReadonlyArray<readonly [target: string, name: ErrorName]> = [
  // Percent-encoding
  [agreementsOf('%00'), 'CustomerIdNotGuid'],
  [agreementsOf(`${customer}%00`), 'CustomerIdNotGuid'],
  [agreementsOf(`${customer}%0a`), 'CustomerIdNotGuid'],
  [agreementsOf(`${customer}%20`), 'CustomerIdNotGuid'],
  [agreementsOf(`%EF%BB%BF${customer}`), 'CustomerIdNotGuid'],
  [agreementsOf('%'), 'RequestInvalid'],
  [agreementsOf('%z'), 'RequestInvalid'],
  [agreementsOf('%zz'), 'RequestInvalid'],
  [agreementsOf('%c3%28'), 'RequestInvalid'],
  [agreementsOf('%c0%80'), 'RequestInvalid'],
  [agreementsOf('%ed%a0%80'), 'RequestInvalid'],
  [agreementsOf('%u0041'), 'RequestInvalid'],
  ['/v1/%zz', 'RequestInvalid'],
  ['/%', 'RequestInvalid'],
  // Slashes and dots
  [`/v1%2Fcustomers/${customer}/agreements`, 'NotFound'],
  [agreementsOf(`${customer}%2F`), 'CustomerIdNotGuid'],
  [agreementsOf(`x%2F..%2F${customer}`), 'CustomerIdNotGuid'],
  [agreementsOf(`${customer}%5C`), 'CustomerIdNotGuid'],
  [`/v1\\customers\\${customer}\\agreements`, 'NotFound'],
  [`/v1/customers/x/../${customer}/agreements`, 'NotFound'],
  ['/v1/../v1/agreements', 'NotFound'],
  ['/v1/./agreements', 'NotFound'],
  ['/v1/agreements/..', 'NotFound'],
  ['/v1/agreements/%2e%2e/agreements', 'NotFound'],
  [agreementsOf('..'), 'CustomerIdNotGuid'],
  // Ids of other shapes
  [agreementsOf(customer.replaceAll('-', '')), 'CustomerIdNotGuid'],
  [agreementsOf(`(${customer})`), 'CustomerIdNotGuid'],
  [agreementsOf(`{${customer}`), 'CustomerIdNotGuid'],
  [agreementsOf(`{{${customer}}}`), 'CustomerIdNotGuid'],
  [agreementsOf(`urn:uuid:${customer}`), 'CustomerIdNotGuid'],
  [agreementsOf(`"${customer}"`), 'CustomerIdNotGuid'],
  [agreementsOf(`${customer},${customer}`), 'CustomerIdNotGuid'],
  [agreementsOf(`${customer};x=1`), 'CustomerIdNotGuid'],
  [agreementsOf('*'), 'CustomerIdNotGuid'],
  [agreementsOf("1'%20OR%20'1'='1"), 'CustomerIdNotGuid'],
  [agreementsOf('__proto__'), 'CustomerIdNotGuid'],
  [agreementsOf('undefined'), 'CustomerIdNotGuid'],
  [agreementsOf(':customerId'), 'CustomerIdNotGuid'],
  [agreementsOf('a'.repeat(1_024)), 'CustomerIdNotGuid'],
  [agreementsOf('a'.repeat(1_025)), 'RequestInvalid'],
  [agreementsOf('a'.repeat(10_000)), 'RequestInvalid'],
  ['/v1/agreementtemplates/%00/document', 'TemplateNotFound'],
  ['/v1/agreementtemplates/__proto__/document', 'TemplateNotFound'],
  ['/v1/agreementtemplates/..%2f..%2fetc%2fpasswd/document', 'TemplateNotFound'],
  ['/agreement-documents/%00', 'DownloadLinkRefused'],
  ['/agreement-documents/..%2f..%2fetc%2fpasswd', 'DownloadLinkRefused'],
  // Paths that lead nowhere
  ['/', 'NotFound'], ['*', 'NotFound'], ['/v1', 'NotFound'], ['/v2/agreements', 'NotFound'], ['/agreements', 'NotFound'], [`${mine}/1`, 'NotFound'], ['/.env', 'NotFound'], ['/v1/agreements;x=1', 'NotFound'],
  [`/${'a/'.repeat(5_000)}`, 'NotFound'],
  ['/docs/static/%2e%2e/%2e%2e/package.json', 'NotFound'],
  ['/docs/static/%00', 'NotFound'],
  ['/docs/nowhere', 'NotFound'],
  // More than fits
  [`/v1/agreements?x=${'a'.repeat(20_000)}`, 'RequestInvalid'],
  [`/v1/agreements?${'a&'.repeat(10_000)}`, 'RequestInvalid'],
  [`/${'a'.repeat(20_000)}`, 'RequestInvalid'],
  // No targets
  ['localhost:80', 'RequestInvalid'], ['//', 'NotFound'], ['v1/agreements', 'RequestInvalid'], ['/v1/agreements x', 'RequestInvalid'], ['/v1/agreements\0', 'RequestInvalid'], ['/v1/customers/\xe9/agreements', 'RequestInvalid'],
  // Parameters
  ...['x', '**', '%2A%2A', '%00', '%ff', 'MicrosoftPartnerAgreement', 'null', 'MicrosoftCustomerAgreement,', ' MicrosoftCustomerAgreement', '%EF%BB%BFMicrosoftCustomerAgreement', 'Microsoft%D0%A1loudAgreement', "'; DROP TABLE customer_agreement;--", 'a'.repeat(10_000)]
    .flatMap(value => [[`/v1/agreements?agreementType=${value.replaceAll(' ', '+')}`, 'AgreementTypeUnknown'], [`${mine}?agreementType=${value.replaceAll(' ', '+')}`, 'AgreementTypeUnknown']] as const),
  ['/v1/agreements?agreementType=*&agreementType=*', 'AgreementTypeUnknown'],
  ['/v1/agreements?agreementType=&agreementType=*', 'AgreementTypeUnknown'],
  ['/v1/agreements?agreementType=*&AgreementType=MicrosoftCloudAgreement', 'AgreementTypeUnknown'],
  [`${mine}?agreementType=MicrosoftCloudAgreement&agreementType=MicrosoftCustomerAgreement`, 'AgreementTypeUnknown'],
  [`${mine}?${'agreementType=*&'.repeat(500)}`, 'AgreementTypeUnknown'],
  [status, 'MpnIdOrTenantIdMissing'],
  [`${status}?mpnId=+&tenantId=%20`, 'MpnIdOrTenantIdMissing'],
  [`${status}?mpnId[]=1000003`, 'MpnIdOrTenantIdMissing'],
  [`${status}?mpnId=1000003&mpnId=1000003`, 'MpnIdNotNumeric'],
  ...['-1', '1.0', '1e3', '0x1', 'x', '%00', '1000003%00', '%201000003', '%EF%BC%91', "1'"].map(id => [`${status}?mpnId=${id}`, 'MpnIdNotNumeric'] as const),
  ...['0', '9'.repeat(19), '9'.repeat(10_000), '01000003'].map(id => [`${status}?mpnId=${id}`, 'MpnIdUnknown'] as const),
  ...['x', '%00', `${ids.northwind}%00`, ids.northwind.slice(1), `${ids.northwind},${ids.northwind}`].map(id => [`${status}?tenantId=${id}`, 'TenantIdNotGuid'] as const),
  [`${status}?mpnId=1&tenantId=x`, 'MpnIdAndTenantIdGiven']
]

/** These read as the path of one customer, with an odd id. */
const oneCustomer = [`/v1/customers/${customer}%2Fagreements`, '/v1/customers//agreements']

t.test('what reads as another path is answered as that one, and stores nothing', async t => {
  const before = await countStored(wire)
  for (const target of oneCustomer) {
    isError(t, await get(target), 'CustomerIdNotGuid', target)
    isError(t, await ask(port, confirmBytes(authorization, {}, undefined, target)), 'MethodNotAllowed', target)
  }
  t.equal(await countStored(wire), before)
})

t.test('a target that is not understood is refused in the one body', async t => {
  for (const [target, name] of targets) isError(t, await get(Buffer.from(target, 'latin1')), name, encodeURIComponent(target.slice(0, 80)))
})

t.test('a path is refused alike when something is to be stored under it', async t => {
  const before = await countStored(wire)
  for (const [target, name] of targets.filter(([, name]) => name === 'CustomerIdNotGuid')) {
    isError(t, await ask(port, confirmBytes(authorization, {}, undefined, target)), name, encodeURIComponent(target.slice(0, 80)))
  }
  t.equal(await countStored(wire), before)
})

const harmless: ReadonlyArray<readonly [target: string, part: string]> = [
  ['/v1/agreements?', '"totalCount":1'],
  ['/v1/agreements?&&=&=x&x', '"totalCount":1'],
  ['/v1/agreements#x', '"totalCount":1'],
  ['/v1/agreements?agreementType[]=*', '"totalCount":1'],
  ['/v1/agreements?agreementType[0]=*', '"totalCount":1'],
  ['/v1/agreements?agreementType[$ne]=x', '"totalCount":1'],
  ['/v1/agreements?agreementType.x=*', '"totalCount":1'],
  ['/v1/agreements?%61greementType=*', '"totalCount":2'],
  ['/v1/agreements?agreementType=%2a', '"totalCount":2'],
  ['/v1/agreements?__proto__=x&constructor=y&toString=z&hasOwnProperty', '"totalCount":1'],
  ['/v1/agreements?__proto__[agreementType]=*', '"totalCount":1'],
  [`/v1/agreements?${Array.from({ length: 2_500 }, (_, index) => `a${index}`).join('&')}&agreementType=*`, '"totalCount":2'],
  ['/v1/agreements?x=%&y=%zz&z=%ff&agreementType=*', '"totalCount":2'],
  ['http://localhost/v1/agreements?agreementType=*', '"totalCount":2'],
  ['http://evil.example:99/v1/agreements', '"uri":"/agreements"'],
  ['HTTPS://EVIL.example/V1/AGREEMENTS', '"uri":"/agreements"'],
  [`${mine}?agreementType=%2A&x=<script>`, `"uri":"/customers/${customer}/agreements?agreementType=*"`],
  [agreementsOf(customer.toUpperCase()), `"uri":"/customers/${customer}/agreements"`],
  [`/v1/customers/%63${customer.slice(1)}/%61greements`, '"totalCount":0'],
  [`${status}?x=1&TENANTID=${ids.northwind}&mpnid=`, '{"isAgreementSigned":true}'],
  [`${document}?country=%00&language=../../x`, '"language":"en-US","country":"US"'],
  [`${document}?country=constructor&language=__proto__`, '"language":"en-US","country":"US"'],
  [`${document}?country=DE&country=DE&language=de-DE`, '"language":"en-US","country":"US"']
]

t.test('parameters that nobody asked for change nothing, and nothing of them comes back', async t => {
  for (const [target, part] of harmless) {
    const answer = await get(target)
    const what = target.slice(0, 80)
    t.equal(answer.statusCode, 200, what)
    t.ok(answer.body.includes(part), `${what}: ${answer.body}`)
    t.notMatch(answer.body, /evil|script|%2a/i, what)
  }
})

t.test('links are made from our own address, whatever Host and X-Forwarded-Host say', async t => {
  const answer = await ask(port, bytes([`GET ${document} HTTP/1.1`, 'Host: evil.example', 'X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example', `Authorization: ${authorization}`]))
  t.match(JSON.parse(answer.body), { displayUri: /^http:\/\/127\.0\.0\.1:8080\//, downloadUri: /^http:\/\/127\.0\.0\.1:8080\// })
})
