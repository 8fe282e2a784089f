import type { IncomingHttpHeaders } from 'node:http'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { parameter } from '../../http/query.js'
import { presentListed } from './present-customer.js'
import type { ListedCustomer } from './repository.js'
import type { CustomerCollectionResource } from './schemas.js'

/** The maximum number of customers in a page. */
export const largestPage = 500

/** The page of customers that a request asks for. */
export interface AskedPage {
  readonly size: number
  /** The last customer of the previous page. */
  readonly after: string | undefined
  /** The query string that links repeat, or ''. */
  readonly search: string
}

/** Reads `size`, `seekOperation` and the continuation header. Throws PropertyInvalid for the first invalid one. */
export function readPage (query: unknown, headers: IncomingHttpHeaders): AskedPage {
  if (parameter(query, 'filter') !== undefined) throw invalid('filter', 'is not supported here')
  const size = parameter(query, 'size')
  if (size !== undefined && !/^\d{1,10}$/.test(size)) throw invalid('size', 'is not a number of customers')
  const seek = parameter(query, 'seekOperation')?.toLowerCase() ?? ''
  if (!['', 'first', 'next'].includes(seek)) throw invalid('seekOperation', 'is not Next')
  const token = headers['ms-continuationtoken']
  if (seek === 'next' && token === undefined) {
    throw invalid('MS-ContinuationToken', 'is missing: send it with seekOperation=Next')
  }
  const after = token === undefined || seek === 'first' ? undefined : customerOf(String(token))
  // Clients send 0 for the default.
  const wanted = Number(size ?? 0)
  return {
    size: wanted === 0 ? largestPage : Math.min(wanted, largestPage),
    after,
    search: size === undefined ? '' : `size=${size}`
  }
}

/** Presents a page in Partner Center's envelope. One customer more than the size shows that there is a next page. */
export function presentPage (
  found: readonly ListedCustomer[],
  { size, search, after }: AskedPage
): CustomerCollectionResource {
  const page = found.slice(0, size)
  const last = page.at(-1)
  const next = found.length > size && last !== undefined ? linkTo(search, last.customerId) : undefined
  return {
    totalCount: page.length,
    items: page.map(presentListed),
    links: { self: linkTo(search, after), ...(next && { next }) },
    attributes: { objectType: 'Collection' }
  }
}

function linkTo (search: string, after: string | undefined) {
  const query = [search, after === undefined ? '' : 'seekOperation=Next'].filter(part => part !== '').join('&')
  const headers = after === undefined ? [] : [{ key: 'MS-ContinuationToken', value: tokenOf(after) }]
  return { uri: `/customers${query === '' ? '' : `?${query}`}`, method: 'GET' as const, headers }
}

/** The continuation token. It needs no secret: with any token, a partner sees only its own customers. */
function tokenOf (customerId: string): string {
  return Buffer.from(customerId.replaceAll('-', ''), 'hex').toString('base64url')
}

function customerOf (token: string): string {
  const bytes = Buffer.from(token, 'base64url')
  const customerId = bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  if (parseGuid(customerId) === undefined || bytes.toString('base64url') !== token) {
    throw invalid('MS-ContinuationToken', 'is not one of links.next')
  }
  return customerId
}

function invalid (property: string, problem: string): ApiError {
  return new ApiError('PropertyInvalid', { parameters: { property, problem } })
}
