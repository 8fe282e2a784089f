import { hash } from 'node:crypto'
import type { Caller } from './authentication.js'

/**
 * How long a verified token is cached at most, in ms, so that a changed registration, role mapping or withdrawn signing
 * key takes effect within a minute. A token is never cached beyond its own expiry.
 */
export const callerCacheMs = 60_000

const mostCallers = 10_000
// Nearly all tokens are shorter, even those with a hundred groups. The limit bounds the memory of a connection.
const longestRemembered = 8_192

interface KnownCaller {
  readonly caller: Caller
  /** In ms since the epoch. */
  readonly until: number
}

/**
 * Caches the callers of verified `Authorization` headers by the header's SHA-256. This cache contains no token, and an
 * entry takes about a kilobyte, however long its token is.
 *
 * In addition the newest header of a connection is cached as text, up to 8,192 characters, while the connection exists.
 * Comparing the text takes a tenth of the time of hashing it, and most clients repeat one token on a connection.
 */
export class CallerCache {
  readonly #byDigest = new Map<string, KnownCaller>()
  readonly #newestOn = new WeakMap<object, KnownCaller & { readonly authorization: string }>()

  /** Finds the caller of exactly this header. Entries last {@link callerCacheMs}, or until the token expires. */
  find (connection: object, authorization: string | undefined, now: Date): Caller | undefined {
    if (authorization === undefined) return undefined
    const newest = this.#newestOn.get(connection)
    if (newest !== undefined && newest.until > now.getTime() && newest.authorization === authorization) {
      return newest.caller
    }
    const known = this.#byDigest.get(digestOf(authorization))
    if (known === undefined || known.until <= now.getTime()) return undefined
    this.#remember(connection, authorization, known)
    return known.caller
  }

  /** Caches a caller whose header was verified at `now`. Removes the oldest entry when there are too many. */
  keep (connection: object, authorization: string, caller: Caller, now: Date): void {
    const digest = digestOf(authorization)
    const known = { caller, until: Math.min(caller.token.expiresAt, now.getTime() + callerCacheMs) }
    this.#byDigest.delete(digest)
    this.#byDigest.set(digest, known)
    if (this.#byDigest.size > mostCallers) this.#byDigest.delete(this.#byDigest.keys().next().value as string)
    this.#remember(connection, authorization, known)
  }

  #remember (connection: object, authorization: string, { caller, until }: KnownCaller): void {
    if (authorization.length <= longestRemembered) this.#newestOn.set(connection, { authorization, caller, until })
  }
}

/**
 * Returns the SHA-256 of a header as 32 one-byte characters. The key must cover the whole header: with the signature
 * alone as the key, a token with other claims and a known signature would be taken for the cached one.
 */
function digestOf (authorization: string): string {
  return hash('sha256', authorization, 'binary')
}
