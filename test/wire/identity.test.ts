import { createHmac } from 'node:crypto'
import t from 'tap'
import type { ErrorName } from '../../src/errors/catalogue.js'
import { generateIssuerKeys, createTokenIssuer } from '../../src/sandbox/identity/token-issuer.js'
import { confirmation, ids, testApp } from '../helper/app.js'
import { agreementsOf, ask, bytes, countStored, isError, listen } from '../helper/wire.js'

const wire = await testApp(t)
const { app, bearer, appBearer, clock, issuer } = wire
const port = await listen(app)
const authorization = await bearer()
const token = authorization.slice('Bearer '.length)
const [header = '', claims = '', signature = ''] = token.split('.')
const seconds = clock.at.getTime() / 1000

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString())
const stranger = createTokenIssuer({ privateJwk: await generateIssuerKeys(), clock: () => clock.at, newId: () => 'x' })
const hmac = (text: string) => createHmac('sha256', JSON.stringify(issuer.jwks)).update(text).digest('base64url')
const unregistered = 'd9000000-0000-4000-8000-000000000009'

type Lines = readonly string[]
const credentials = (value: string): Lines => [`Authorization: ${value}`]

const refused: ReadonlyArray<readonly [what: string, lines: Lines, name: ErrorName]> = [
  ['no Authorization', [], 'PartnerTokenMissing'],
  ['an empty one', credentials(''), 'PartnerTokenMissing'],
  ['Bearer alone', credentials('Bearer'), 'PartnerTokenMissing'],
  ['Bearer and spaces', credentials('Bearer    '), 'PartnerTokenMissing'],
  ['the token alone', credentials(token), 'PartnerTokenMissing'],
  ['Basic', credentials(`Basic ${Buffer.from('adminagent:sandbox').toString('base64')}`), 'PartnerTokenMissing'],
  ['Digest', credentials('Digest username="x"'), 'PartnerTokenMissing'],
  ['another scheme with the token', credentials(`Token ${token}`), 'PartnerTokenMissing'],
  ['a scheme that begins alike', credentials(`BearerX ${token}`), 'PartnerTokenMissing'],
  ['a token in the query', ['X-Nothing: 1'], 'PartnerTokenMissing'],
  ['a token in a cookie', [`Cookie: access_token=${token}; Authorization=${token}`], 'PartnerTokenMissing'],
  ['a token for the proxy', [`Proxy-Authorization: ${authorization}`, `X-Authorization: ${authorization}`], 'PartnerTokenMissing'],
  ['the same Authorization twice', [...credentials(authorization), ...credentials(authorization)], 'AccessDenied'],
  ['a good one and a bad one', [...credentials(authorization), ...credentials('Bearer x')], 'AccessDenied'],
  ['a bad one and a good one', [...credentials('Bearer x'), `AUTHORIZATION: ${authorization}`], 'AccessDenied'],
  ['two in one line', credentials(`${authorization}, ${authorization}`), 'AccessDenied'],
  ['junk', credentials('Bearer x'), 'AccessDenied'],
  ['octets beyond ASCII', credentials('Bearer \xff\xfe'), 'AccessDenied'],
  ['two parts', credentials(`Bearer ${header}.${claims}`), 'AccessDenied'],
  ['four parts', credentials(`Bearer ${token}.x`), 'AccessDenied'],
  ['a token with something behind it', credentials(`Bearer ${token} x`), 'AccessDenied'],
  ['a token with padding', credentials(`Bearer ${token}==`), 'AccessDenied'],
  ['a token in quotes', credentials(`Bearer "${token}"`), 'AccessDenied'],
  ['12 KB of a token', credentials(`Bearer ${'a'.repeat(12_000)}`), 'AccessDenied'],
  ['a signature cut off', credentials(`Bearer ${header}.${claims}.`), 'AccessDenied'],
  ['another signature', credentials(`Bearer ${header}.${claims}.${signature.split('').reverse().join('')}`), 'AccessDenied'],
  ['alg none', credentials(`Bearer ${part({ ...read(header), alg: 'none' })}.${claims}.${signature}`), 'AccessDenied'],
  ['alg HS256 with the public key', credentials(`Bearer ${part({ ...read(header), alg: 'HS256' })}.${claims}.${hmac(`${part({ ...read(header), alg: 'HS256' })}.${claims}`)}`), 'AccessDenied'],
  ['other claims under a good signature', credentials(`Bearer ${header}.${part({ ...read(claims), tid: ids.fabrikam })}.${signature}`), 'AccessDenied'],
  ["a stranger's key", credentials(`Bearer ${await stranger.sign(read(claims))}`), 'AccessDenied'],
  ['a tenant that is not registered', credentials(await bearer(undefined, { tid: unregistered, iss: `http://127.0.0.1:8080/${unregistered}/` })), 'AccessDenied'],
  ["another tenant's issuer", credentials(await bearer(undefined, { tid: ids.fabrikam })), 'AccessDenied'],
  ['an expired token', credentials(await bearer(undefined, { exp: seconds })), 'AccessDenied'],
  ['a token of later', credentials(await bearer(undefined, { nbf: seconds + 120 })), 'AccessDenied'],
  ['a token of the future', credentials(await bearer(undefined, { iat: seconds + 120 })), 'AccessDenied'],
  ['a token for ever', credentials(await bearer(undefined, { exp: seconds + 10 * 365 * 86_400 })), 'AccessDenied'],
  ['an object id that is none', credentials(await bearer(undefined, { oid: "x'; --" })), 'AccessDenied'],
  ['an audience of somebody else', credentials(await bearer(undefined, { aud: 'https://management.azure.com' })), 'TokenAudienceNotSupported'],
  ['an application alone', credentials(await appBearer(ids.contoso)), 'AppOnlyNotSupported'],
  ['a Helpdesk agent', credentials(await bearer('helpdeskagent@contoso-direct.example')), 'RoleNotAllowed'],
  ['roles that only look alike', credentials(await bearer(undefined, { roles: ['adminagents', 'AdminAgents ', 'AdminAgent'] })), 'RoleNotAllowed'],
  ['roles in one string', credentials(await bearer(undefined, { roles: 'AdminAgents' as unknown as string[] })), 'RoleNotAllowed'],
  ['roles of other types', credentials(await bearer(undefined, { roles: [{}, null, 1, ['AdminAgents']] as unknown as string[] })), 'RoleNotAllowed'],
  ['an indirect reseller', credentials(await bearer('adminagent@northwind.example')), 'AuthorizationFailed'],
  ['a national cloud', credentials(await bearer('adminagent@tailspin.example')), 'NationalCloudNotSupported']
]

const body = JSON.stringify(confirmation())
const get = (lines: Lines, path = agreementsOf()) => ask(port, bytes([`GET ${path} HTTP/1.1`, 'Host: localhost', ...lines]))
const post = (lines: Lines, path = agreementsOf()) => ask(port, bytes([`POST ${path} HTTP/1.1`, 'Host: localhost', ...lines, 'Content-Type: application/json', `Content-Length: ${body.length}`], body))

t.test('whoever is not allowed to gets nothing, and stores nothing', async t => {
  const before = await countStored(wire)
  for (const [what, lines, name] of refused) {
    const path = `${agreementsOf()}?access_token=${token.slice(0, 3_000)}`
    for (const answer of [await get(lines, path), await post(lines, path)]) {
      isError(t, answer, name, what)
      t.equal(answer.headers['www-authenticate'], answer.statusCode !== 401 ? undefined : name === 'PartnerTokenMissing' ? 'Bearer' : 'Bearer error="invalid_token"')
      t.notMatch(answer.body, /eyJ|@|d1000000/, 'nothing of the token comes back')
    }
  }
  t.equal(await countStored(wire), before)
})

t.test('a refusal is the same a second time: what was refused is not remembered as good', async t => {
  for (const [what, lines, name] of refused.slice(16)) isError(t, await get(lines), name, what)
})

t.test('the scheme is matched in any letter case', async t => {
  for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) t.equal((await get(credentials(`${scheme} ${token}`))).statusCode, 200, scheme)
})

t.test('a token that was good is refused from the second on that it expires', async t => {
  const shortLived = credentials(await bearer(undefined, { exp: seconds + 30 }))
  t.equal((await get(shortLived)).statusCode, 200)
  clock.at = new Date((seconds + 29.999) * 1000)
  t.equal((await get(shortLived)).statusCode, 200)
  clock.at = new Date((seconds + 30) * 1000)
  isError(t, await get(shortLived), 'AccessDenied')
  clock.at = new Date(seconds * 1000)
})

const spellings = (customerId: string) => [
  customerId,
  customerId.toUpperCase(),
  `{${customerId}}`,
  `%7B${customerId.toUpperCase()}%7D`,
  customerId.replace('c', '%63'),
  [...customerId].map(character => `%${character.charCodeAt(0).toString(16)}`).join('')
]
const paths = (customerId: string) => spellings(customerId).flatMap(spelling => [agreementsOf(spelling), `//v1//customers/${spelling}//agreements/`, `/V1/CUSTOMERS/${spelling}/AGREEMENTS`, `http://localhost/v1/customers/${spelling}/agreements`])

t.test("another partner's customer is out of reach in every spelling of its id and path", async t => {
  const before = await countStored(wire)
  for (const path of [...paths(ids.litware), ...paths('c9000000-0000-4000-8000-000000000009')]) {
    isError(t, await get(credentials(authorization), `${path}?agreementType=*`), 'NoCustomerRelationship', path)
    isError(t, await post(credentials(authorization), path), 'NoCustomerRelationship', path)
  }
  t.equal(await countStored(wire), before)
})

t.test('the control: in the same spellings, the own customer is within reach', async t => {
  const answers = await Promise.all(paths(ids.wingtip).map(path => get(credentials(authorization), path)))
  t.strictSame([...new Set(answers.map(({ statusCode }) => statusCode))], [200])
  t.equal((await post(credentials(authorization), paths(ids.wingtip)[5] as string)).statusCode, 201)
})

t.test('no header says who calls, or for whom', async t => {
  const lines = [...credentials(authorization), `X-Partner-Id: ${ids.fabrikam}`, `MS-PartnerCenter-Application: ${ids.fabrikam}`, 'x-ms-customeruser-upn: adminagent@fabrikam.example', 'X-Forwarded-User: adminagent@fabrikam.example', `X-MS-Client-Principal-Id: ${ids.fabrikam}`]
  isError(t, await get(lines, agreementsOf(ids.litware)), 'NoCustomerRelationship')
})
