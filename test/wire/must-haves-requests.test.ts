import t from 'tap'
import { ids, testApp } from '../helper/app.js'
import { agreementsOf, ask, bytes, isKept, listen } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, stored } = wire
const port = await listen(app)
const authorization = await bearer()

interface Client {
  readonly name: string
  /** What it puts before the path: the Java SDK doubles the slash where its root ends in one. */
  readonly root: string
  readonly headers: readonly string[]
  readonly postHeaders: readonly string[]
  readonly body: (dateAgreed: string) => object
  /** Its spellings of a date, each with the one that is answered. */
  readonly dates: ReadonlyArray<readonly [sent: string, answered: string]>
  readonly phoneNumber?: string
}

const correlated = ['MS-RequestId', 'MS-CorrelationId']
const contact = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@adventure-works.example' }
const templateId = ids.customerAgreement

const clients: readonly Client[] = [
  {
    name: 'NET',
    root: '/v1',
    headers: ['Accept: application/json', 'X-Locale: en-US', 'MS-PartnerCenter-Client: Partner Center .NET SDK', 'MS-SdkVersion: 3.4.0.0', ...correlated],
    postHeaders: ['Content-Type: application/json', 'Expect: 100-continue'],
    body: DateAgreed => ({
      UserId: null,
      PrimaryContact: { FirstName: contact.firstName, LastName: contact.lastName, Email: contact.email, PhoneNumber: null },
      TemplateId: templateId,
      DateAgreed,
      Type: null,
      AgreementLink: null
    }),
    dates: [
      ['2019-08-26T00:00:00Z', '2019-08-26T00:00:00Z'],
      ['2019-08-26T07:41:50.11102Z', '2019-08-26T07:41:50.11102Z'],
      ['2019-08-26T07:41:50.1234567Z', '2019-08-26T07:41:50.1234567Z'],
      ['2020-02-03T04:05:06.789-05:00', '2020-02-03T09:05:06.789Z'],
      ['2020-02-03T04:05:06+14:00', '2020-02-02T14:05:06Z'],
      ['2020-02-03T04:05:06', '2020-02-03T04:05:06Z']
    ]
  },
  {
    name: 'JAVA',
    root: '//v1',
    headers: ['Accept: application/json', 'Accept-Encoding: gzip', 'X-Locale: en-US', 'MS-PartnerCenter-Client: Partner Center Java SDK', 'MS-SdkVersion: 1.15.4', 'MS-Contract-Version: v1', 'x-ms-client-request-id: 3c1a4ad8-0000-4000-8000-000000000001', 'User-Agent: AutoRest-Java', 'Connection: Keep-Alive', ...correlated],
    postHeaders: ['Content-Type: application/json; charset=utf-8'],
    body: dateAgreed => ({ primaryContact: { ...contact, phoneNumber: '4255550100' }, templateId, dateAgreed, type: 'MicrosoftCustomerAgreement', userId: 'd1000000-0000-4000-8000-100000000001', attributes: { objectType: 'Agreement' } }),
    dates: [['2019-08-26T00:00:00.000Z', '2019-08-26T00:00:00.000Z']],
    phoneNumber: '4255550100'
  },
  {
    name: 'IW',
    root: '/v1',
    headers: ['Accept: application/json', 'X-Locale: en-US', 'MS-PartnerCenter-Client: Partner Center Open .NET SDK', 'MS-SdkVersion: 1.15.6', 'User-Agent: FxVersion/4.700 OSName/Linux OSVersion/5.4 Microsoft.Store.PartnerCenter.Network.PartnerServiceClient/1.15.6', ...correlated],
    postHeaders: ['Content-Type: application/json'],
    body: DateAgreed => ({ PrimaryContact: { FirstName: contact.firstName, LastName: contact.lastName, Email: contact.email, PhoneNumber: '425 555 0101' }, TemplateId: templateId, DateAgreed, Type: 'MicrosoftCustomerAgreement' }),
    dates: [['2026-02-28T09:30:00.1234567Z', '2026-02-28T09:30:00.1234567Z']],
    phoneNumber: '425 555 0101'
  },
  {
    name: 'SPRING',
    root: '/v1',
    headers: ['Accept: application/json, application/*+json', 'Accept-Encoding: gzip,deflate', 'api-version: v1', 'User-Agent: Apache-HttpClient/4.5.6', 'Connection: Keep-Alive', ...correlated],
    postHeaders: ['Content-Type: application/json;charset=UTF-8'],
    body: dateAgreed => ({ primaryContact: { ...contact, phoneNumber: '2' }, templateId, dateAgreed, type: 'MicrosoftCustomerAgreement' }),
    dates: [['2018-10-23T00:00:00.123Z', '2018-10-23T00:00:00.123Z']],
    phoneNumber: '2'
  },
  {
    name: 'CLOUD',
    root: '/v1',
    headers: ['Accept: application/json', 'Accept-Encoding: gzip', 'User-Agent: okhttp/3.12.0'],
    postHeaders: ['Content-Type: application/json; charset=UTF-8'],
    body: dateAgreed => ({ primaryContact: { ...contact, phoneNumber: '3' }, templateId, dateAgreed, type: 'MicrosoftCloudAgreement' }),
    dates: [
      ['2026-03-02T09:59:00Z', '2026-03-02T09:59:00Z'],
      ['2026-03-02T09:59:00.123Z', '2026-03-02T09:59:00.123Z'],
      ['2026-03-02T09:59:00.123456Z', '2026-03-02T09:59:00.123456Z'],
      ['2026-03-02T09:59:00.123456789Z', '2026-03-02T09:59:00.1234567Z']
    ],
    phoneNumber: '3'
  },
  {
    name: 'GO',
    root: '/v1',
    headers: ['Accept: application/json', 'Accept-Encoding: gzip', 'User-Agent: Go-http-client/1.1', ...correlated],
    postHeaders: ['Content-Type: json'],
    body: dateAgreed => ({ primaryContact: { ...contact, phoneNumber: '' }, templateId, dateAgreed, type: 'MicrosoftCustomerAgreement', userId: '5e000000-0000-4000-8000-000000000009', agreementLink: '' }),
    dates: [['2026-02-28T09:30:00Z', '2026-02-28T09:30:00Z']]
  },
  {
    name: 'PHP',
    root: '/v1',
    headers: ['User-Agent: GuzzleHttp/7'],
    postHeaders: ['Content-Type: application/json'],
    body: dateAgreed => ({ primaryContact: { ...contact, phoneNumber: '4' }, templateId, dateAgreed, type: 'MicrosoftCustomerAgreement' }),
    dates: [['2026-02-28', '2026-02-28T00:00:00Z']],
    phoneNumber: '4'
  }
]

let made = 0

function headersOf (client: Client): string[] {
  const guid = `0000000${client.name.length}-0000-4000-8000-${String(++made).padStart(12, '0')}`
  return ['Host: localhost', `Authorization: ${authorization}`, ...client.headers.map(header => correlated.includes(header) ? `${header}: ${guid}` : header)]
}

async function get (client: Client, path: string) {
  return await ask(port, bytes([`GET ${client.root}${path} HTTP/1.1`, ...headersOf(client)]))
}

for (const client of clients) {
  t.test(`${client.name} confirms, and reads back what it was told`, async t => {
    for (const [dateAgreed, answered] of client.dates) {
      // Otherwise the second date would be that of a duplicate.
      await stored.rows('DELETE FROM customer_agreement')
      const body = JSON.stringify(client.body(dateAgreed))
      const head = bytes([`POST ${client.root}${agreementsOf().slice(3)} HTTP/1.1`, ...headersOf(client), ...client.postHeaders, `Content-Length: ${Buffer.byteLength(body)}`])
      const answer = await ask(port, [head, Buffer.from(body)])
      t.strictSame(JSON.parse(answer.body), {
        userId: 'd1000000-0000-4000-8000-100000000001',
        primaryContact: { ...contact, ...(client.phoneNumber === undefined ? {} : { phoneNumber: client.phoneNumber }) },
        templateId,
        dateAgreed: answered,
        type: 'MicrosoftCustomerAgreement'
      }, dateAgreed)
      await isKept(t, app, authorization, answer, { what: dateAgreed })
    }
  })
}

const both = ['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement']
const filters: ReadonlyArray<readonly [search: string, types: readonly string[]]> = [
  ['', [both[0] as string]],
  ['?agreementType=', [both[0] as string]],
  ['?AgreementType=', [both[0] as string]],
  ['?agreementType=MicrosoftCloudAgreement', [both[0] as string]],
  ['?agreementType=MicrosoftCustomerAgreement', [both[1] as string]],
  ['?AgreementType=MicrosoftCustomerAgreement', [both[1] as string]],
  ['?AGREEMENTTYPE=microsoftcustomeragreement', [both[1] as string]],
  ['?agreementType=*', both],
  ['?agreementType=%2A', both],
  ['?AgreementType=*&unknown=1', both]
]

t.test('each filter lists its types, in metadata and in confirmations, for every client', async t => {
  await stored.rows(`INSERT INTO customer_agreement (partner_id, customer_id, agreement_type, sequence, template_id, user_id, first_name, last_name, email, date_agreed, date_agreed_text, received_at, caller_tenant_id, request_id, request_sha256, correlation_id)
    SELECT $1, $2, 'MicrosoftCloudAgreement', 1, $3, $1, 'A', 'L', 'a@l.example', now(), '2019-01-01T00:00:00Z', now(), $1, gen_random_uuid(), '', ''`, [ids.contoso, ids.adventureWorks, ids.cloudAgreement])
  for (const client of clients) {
    for (const [search, types] of filters) {
      const metadata = JSON.parse((await get(client, `/agreements${search}`)).body)
      t.strictSame(metadata.items.map((item: { agreementType: string }) => item.agreementType), types, `${client.name} metadata ${search}`)
      const confirmations = JSON.parse((await get(client, `/customers/${ids.adventureWorks}/agreements${search}`)).body)
      t.strictSame(confirmations.items.map((item: { type: string }) => item.type), types, `${client.name} confirmations ${search}`)
      t.equal(confirmations.totalCount, confirmations.items.length)
    }
  }
})

const customer = ids.adventureWorks
const spellings: ReadonlyArray<readonly [path: string, part: string]> = [
  [`/v1/customers/${customer.toUpperCase()}/agreements`, '"totalCount":1'],
  [`/v1/customers/%7B${customer}%7D/agreements`, '"totalCount":1'],
  [`/v1/customers/{${customer}}/agreements`, '"totalCount":1'],
  [`/V1/Customers/${customer}/Agreements/`, '"totalCount":1'],
  [`//v1//customers/${customer}//agreements`, '"totalCount":1'],
  [`/v1/customers/${customer}/directSignedMicrosoftCustomerAgreementStatus`, '{"isSigned":false}'],
  [`/v1/customers/${customer}/directsignedmicrosoftcustomeragreementstatus`, '{"isSigned":false}'],
  ['/v1/compliance/csp/agreementstatus?mpnId=1000003&tenantId=', '{"isAgreementSigned":true}'],
  ['/v1/compliance/csp/agreementstatus?mpnId=1000003', '{"isAgreementSigned":true}'],
  ['/v1/compliance/csp/agreementstatus?mpnid=1000003', '{"isAgreementSigned":true}'],
  [`/v1/compliance/csp/agreementstatus?mpnId=&tenantId=${ids.northwind}`, '{"isAgreementSigned":true}'],
  [`/v1/compliance/CSP/agreementstatus?tenantId=%7B${ids.northwind.toUpperCase()}%7D`, '{"isAgreementSigned":true}'],
  [`/v1/agreementtemplates/${templateId}/document?language=de-DE&country=DE`, '"language":"de-DE","country":"DE"'],
  [`/v1/agreementTemplates/${templateId}/document?country=JP&language=ja-JP`, '"language":"ja-JP","country":"JP"'],
  [`/v1/agreementtemplates/${templateId}/document?language=&country=`, '"language":"en-US","country":"US"'],
  [`/v1/agreementtemplates/${templateId}/document?country=KO&language=ja-JP`, '"language":"en-US","country":"US"']
]

t.test('every spelling of a path and a query leads to the same place', async t => {
  for (const [path, part] of spellings) {
    const answer = await ask(port, bytes([`GET ${path} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`]))
    t.equal(answer.statusCode, 200, path)
    t.ok(answer.body.includes(part), path)
  }
})

t.test('nothing is required beyond Authorization: HTTP/1.0 without a Host will do', async t => {
  const answer = await ask(port, bytes(['GET /v1/agreements HTTP/1.0', `Authorization: ${authorization}`]))
  t.equal(answer.statusCode, 200)
})
