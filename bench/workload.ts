import { customerPrefix, template, writtenCustomers, type Dataset } from './dataset.js'
import { partners, type Authority } from './tokens.js'

/**
 * Requests to send to one port of 127.0.0.1. Each template is the text of a request in which the first `%012d` stands
 * for a random number below `customers` and the second for one that no other request has: one text to be filled in
 * costs a load generator less than a million made before.
 */
export interface Workload {
  readonly port: number
  readonly templates: readonly string[]
  readonly customers: number
}

const tokensOfEachPartner = 8
const number = '%012d'

/** A request to the yardstick, as long as a reading one. */
export function bareRequests (port: number, reading: Workload): Workload {
  return { ...reading, port }
}

/** Authenticated reading of all confirmations of a customer. */
export async function readingRequests (port: number, dataset: Dataset, authority: Authority): Promise<Workload> {
  const templates = await forEachToken(authority, (token, index) =>
    `GET /v1/customers/${customerPrefix(index, 'read')}${number}/agreements?agreementType=* HTTP/1.1\r\n${headers(token)}\r\n`)
  return { port, templates, customers: dataset.customersOfEachPartner }
}

/** Authenticated questions to the order gate about the customers that are read, of the fewest words. */
export async function decisionRequests (port: number, dataset: Dataset, authority: Authority): Promise<Workload> {
  const body = JSON.stringify({ transaction: { kind: 'newPurchase' } })
  const templates = await forEachToken(authority, (token, index) =>
    `POST /order-gate/v1/customers/${customerPrefix(index, 'read')}${number}/decisions HTTP/1.1\r\n${headers(token)}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  return { port, templates, customers: dataset.customersOfEachPartner }
}

/** Authenticated confirmations, each of another contact. */
export async function confirmingRequests (port: number, authority: Authority): Promise<Workload> {
  const body = JSON.stringify({
    primaryContact: { firstName: 'Ada', lastName: `Lovelace ${number}`, email: 'ada.lovelace@adventure-works.example', phoneNumber: '+1 425 555 0100' },
    templateId: template.templateId,
    dateAgreed: '2026-01-15T09:30:00Z',
    type: template.agreementType
  })
  const length = body.length - number.length + 12
  const templates = await forEachToken(authority, (token, index) =>
    `POST /v1/customers/${customerPrefix(index, 'written')}${number}/agreements HTTP/1.1\r\n${headers(token)}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`)
  return { port, templates, customers: writtenCustomers }
}

async function forEachToken (authority: Authority, request: (token: string, partnerIndex: number) => string): Promise<string[]> {
  const tokens = await Promise.all(partners.map(partner => authority.tokens(partner, tokensOfEachPartner)))
  // Partners take turns.
  return Array.from({ length: tokensOfEachPartner }, (_, turn) => tokens.map((own, index) => request(own[turn] as string, index))).flat()
}

function headers (token: string): string {
  return `Host: 127.0.0.1\r\nAccept: application/json\r\nAuthorization: Bearer ${token}\r\n`
}
