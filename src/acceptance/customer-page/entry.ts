import { parseGuid } from '../../domain/guid.js'
import type { Query } from '../../http/query.js'

/** A place of the page that a sign-in may lead back to. */
export type Entry =
  | { readonly kind: 'invitation', readonly token: string }
  | { readonly kind: 'relationship', readonly partnerId: string, readonly resellerId: string | undefined }
  | { readonly kind: 'confirmation', readonly referenceId: string }
  | { readonly kind: 'partners' }

/** Returns the path of an entry, below the public URL. Nothing in it needs escaping. */
export function pathOf (entry: Entry): string {
  switch (entry.kind) {
    case 'invitation': return `/accept/${entry.token}`
    case 'confirmation': return `/accept/confirmations/${entry.referenceId}`
    case 'partners': return '/accept/partners'
    case 'relationship': {
      const reseller = entry.resellerId === undefined ? '' : `&indirectResellerId=${entry.resellerId}`
      return `/accept/relationship?invType=ResellerRelationship&partnerId=${entry.partnerId}` +
        `&msppId=0&DAP=false${reseller}`
    }
  }
}

/** Whether a text has the shape of an invitation's token: 256 bits in base64url. */
export function isToken (text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}

/** Reads a relationship request from a query. Returns `undefined` unless the query has the documented form. */
export function relationshipEntry (query: Query): Extract<Entry, { kind: 'relationship' }> | undefined {
  const partnerId = parseGuid(query['partnerid'] ?? '')
  const reseller = query['indirectresellerid'] ?? ''
  const resellerId = parseGuid(reseller)
  const isKnown = query['invtype']?.toLowerCase() === 'resellerrelationship'
  if (!isKnown || partnerId === undefined || (reseller !== '' && resellerId === undefined)) return undefined
  return { kind: 'relationship', partnerId, resellerId }
}

/**
 * Reads an entry from a path of {@link pathOf}. Other texts return `undefined`, so that they cannot redirect elsewhere.
 */
export function parseEntry (path: string): Entry | undefined {
  if (path === '/accept/partners') return { kind: 'partners' }
  const [, place = '', last = '', search = ''] =
    /^\/accept\/(?:(confirmations)\/)?([\w-]+)(?:\?(.*))?$/.exec(path) ?? []
  if (place !== '') return parseGuid(last) === undefined ? undefined : { kind: 'confirmation', referenceId: last }
  if (last === 'relationship') {
    return relationshipEntry(
      Object.fromEntries([...new URLSearchParams(search)].map(([name, value]) => [name.toLowerCase(), value]))
    )
  }
  return isToken(last) ? { kind: 'invitation', token: last } : undefined
}
