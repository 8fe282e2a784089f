import { connect, type AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { entryOf, type ErrorName } from '../../src/errors/catalogue.js'
import { confirmation, ids, type TestApp } from './app.js'

/** What a test of the wire looks at, injected or read off a socket. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** The path of Contoso's confirmations of a customer. */
export const agreementsOf = (customerId = ids.adventureWorks) => `/v1/customers/${customerId}/agreements`

/** Checks that an answer is this refusal, in the documented body and under the documented headers, and says nothing else. */
export function isError (t: Test, answer: Answer, name: ErrorName, what: string = name): void {
  t.strictSame(errorProblems(answer, name), [], what)
}

/** Checks the headers that every answer carries. */
export function hasHeaders (t: Test, answer: Answer, what: string): void {
  t.strictSame(headerProblems(answer), [], what)
}

const members = ['code', 'message', 'description', 'errorName', 'isRetryable', 'parameters', 'errorMessageExtended', 'data', 'source']
// Stack frames, modules, SQL, and the words of V8, Ajv, Fastify and PostgreSQL.
const inside = /\bat \w+ \(|node:|\.[jt]s\b|SELECT|INSERT|customer_agreement|syntax|Unexpected token|FST_|ERR_|ECONN/

// One assertion an answer: thousands of them are looked at, and each assertion costs more than the answer did.
function errorProblems (answer: Answer, name: ErrorName): string[] {
  const { status, code, source, isRetryable = false } = entryOf(name)
  const body = parsed(answer.body)
  const expected = { code, errorName: name, isRetryable, errorMessageExtended: `InternalErrorCode=${code}`, source }
  return [
    ...headerProblems(answer),
    ...answer.statusCode === status ? [] : [`status ${answer.statusCode}: ${answer.body}`],
    ...Object.entries(expected).flatMap(([member, value]) => body[member] === value ? [] : [`${member} ${String(body[member])}`]),
    ...Object.keys(body).join() === members.join() ? [] : [`members ${Object.keys(body).join()}`],
    ...typeof body['message'] === 'string' && body['message'] !== '' && body['description'] === body['message'] ? [] : ['message and description'],
    ...Array.isArray(body['data']) ? [] : ['data is no array'],
    ...typeof body['parameters'] === 'object' && body['parameters'] !== null ? [] : ['parameters are no object'],
    ...inside.test(answer.body) ? [`says too much: ${answer.body}`] : []
  ]
}

function parsed (text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

const guid = /^\{?[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}?$/i
const headers: ReadonlyArray<readonly [name: string, value: RegExp]> = [
  ['content-type', /^application\/json; charset=utf-8$/],
  ['ms-requestid', guid],
  ['ms-correlationid', guid],
  ['ms-cv', /^[\w+/]{16,22}(\.\d+)+$/],
  ['ms-serverid', /^000001$/],
  ['x-locale', /^[a-z]{2,3}(-\w+)*$/i],
  ['cache-control', /^no-store$/],
  ['x-content-type-options', /^nosniff$/]
]

function headerProblems ({ headers: sent }: Answer): string[] {
  return headers.flatMap(([name, value]) => value.test(String(sent[name])) ? [] : [`${name}: ${String(sent[name])}`])
}

/** How many confirmations are stored, whoever's they are. */
export async function countStored ({ stored }: Pick<TestApp, 'stored'>): Promise<number> {
  return (await stored.rows('SELECT FROM customer_agreement')).length
}

/** Checks that a confirmation was acknowledged, and that reading gives back what the acknowledgement said. */
export async function isKept (t: Test, app: FastifyInstance, authorization: string, answer: Answer, { what, customerId = ids.adventureWorks }: { what: string, customerId?: string }): Promise<void> {
  const list = await app.inject({ url: `${agreementsOf(customerId)}?agreementType=*`, headers: { authorization } })
  const { agreementLink, ...newest } = list.json().items[0] ?? {}
  t.strictSame([answer.statusCode, headerProblems(answer), answer.body, agreementLink], [201, [], JSON.stringify(newest), 'https://aka.ms/customeragreement'], what)
}

/** Starts to listen on a free port of the loopback address. */
export async function listen (app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

/** Bytes of a request as given: nothing is added, corrected or left out. */
export function bytes (lines: readonly string[], body: string | Buffer = ''): Buffer {
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)])
}

/** A confirmation as bytes; `headers` replace those of the same name, and `undefined` leaves one out. */
export function confirmBytes (authorization: string, headers: Record<string, string | undefined> = {}, body: string | Buffer = JSON.stringify(confirmation()), path = agreementsOf()): Buffer {
  const all = { Host: 'localhost', Authorization: authorization, 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [`${name}: ${value}`])
  return bytes([`POST ${path} HTTP/1.1`, ...lines], body)
}

/**
 * Sends bytes over a connection of their own and reads answers, interim ones (1xx) left out, until there are `count`
 * or the server closes. A pause between parts lets the server see each alone.
 */
export async function exchange (port: number, parts: Buffer | readonly Buffer[], { count = 1, pauseMs = 20, isHead = false } = {}): Promise<Answer[]> {
  const socket = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  let answers: Answer[] = []
  const done = new Promise<void>(resolve => {
    socket.on('data', chunk => {
      received.push(chunk)
      answers = readAnswers(Buffer.concat(received), isHead)
      if (answers.length >= count) resolve()
    })
    socket.on('close', resolve)
    // What was read before a reset still counts.
    socket.on('error', () => {})
  })
  const send = async () => {
    for (const [index, part] of [parts].flat().entries()) {
      if (index > 0) await new Promise(resolve => setTimeout(resolve, pauseMs))
      if (socket.writable) socket.write(part)
    }
  }
  // An answer may come before everything is sent.
  await Promise.all([done, Promise.race([done, send()])])
  socket.destroy()
  return answers
}

/** The one answer to bytes sent over a connection of their own. */
export async function ask (port: number, parts: Buffer | readonly Buffer[], { isHead = false } = {}): Promise<Answer> {
  const [answer] = await exchange(port, parts, { isHead })
  if (answer === undefined) throw new Error('The server closed without an answer')
  return answer
}

/** All that the server sends to bytes before it closes the connection. */
export async function untilClosed (port: number, sent: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let got = ''
  socket.on('data', data => { got += data.toString() })
  socket.on('error', () => {})
  socket.write(sent)
  await new Promise(resolve => socket.once('close', resolve))
  return got
}

function readAnswers (bytes: Buffer, isHead: boolean): Answer[] {
  const answers: Answer[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end < 0) return answers
    const [first = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n')
    const headers = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
    const statusCode = Number(first.split(' ')[1])
    at = end + 4
    if (statusCode < 200) continue
    const length = isHead ? 0 : Number(headers['content-length'] ?? 0)
    if (at + length > bytes.length) return answers
    answers.push({ statusCode, headers, body: bytes.subarray(at, at + length).toString() })
    at += length
  }
}
