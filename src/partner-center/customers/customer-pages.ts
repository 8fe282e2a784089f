import type { IncomingHttpHeaders } from 'node:http'
import { parseGuid } from '../../domain/guid.js'
import { ApiError } from '../../errors/api-error.js'
import { parameter } from '../../http/query.js'
import { presentListed } from './present-customer.js'
import type { ListedCustomer } from './repository.js'
import type { CustomerCollectionResource } from './schemas.js'

/** The most customers in one page. */
export const largestPage = 500

/** Which page of customers is asked for. */
export interface AskedPage {
  readonly size: number
  /** The last customer of the page before. */
  readonly after: string | undefined
  /** The query that links repeat; '' for none. */
  readonly search: string
}

/** Reads `size`, `seekOperation` and the continuation header. Throws PropertyInvalid for the first that will not do. */
export function readPage (query: unknown, headers: IncomingHttpHeaders): AskedPage {
  if (parameter(query, 'filter') !== undefined) throw invalid('filter', 'is not supported here')
  const size = parameter(query, 'size')
  if (size !== undefined && !/^\d{1,10}$/.test(size)) throw invalid('size', 'is not a number of customers')
  const seek = parameter(query, 'seekOperation')?.toLowerCase() ?? ''
  if (!['', 'first', 'next'].includes(seek)) throw invalid('seekOperation', 'is not Next')
  const token = headers['ms-continuationtoken']
  if (seek === 'next' && token === undefined) {
    throw invalid('MS-ContinuationToken', 'is missing: it comes with seekOperation=Next')
  }
  const after = token === undefined || seek === 'first' ? undefined : customerOf(String(token))
  // Clients ask for 0 where they have no wish.
  const wanted = Number(size ?? 0)
  return {
    size: wanted === 0 ? largestPage : Math.min(wanted, largestPage),
    after,
    search: size === undefined ? '' : `size=${size}`
  }
}

/** A page in Partner Center's envelope; `found` may hold one customer more, which only tells that there is a next page. */
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

/** Opaque to clients, no secret: whatever it says, a partner sees no customers but its own. */
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
