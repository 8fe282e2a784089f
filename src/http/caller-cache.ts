import { hash } from 'node:crypto'
import type { Caller } from './authentication.js'

/**
 * How long a verified token is trusted without another look, in ms: the longest time that a changed registration,
 * role mapping or withdrawn signing key takes to have effect. Never beyond the token's own expiry.
 */
export const callerCacheMs = 60_000

const mostCallers = 10_000
// Nearly all tokens are shorter, those with a hundred groups too. It is what a connection can hold, open for hours.
const longestRemembered = 8_192

interface KnownCaller {
  readonly caller: Caller
  /** In ms since the epoch. */
  readonly until: number
}

/**
 * Callers of verified `Authorization` headers, found by the header's SHA-256: the cache holds no token, and an entry takes
 * about a kilobyte, however long its token is.
 *
 * A connection's newest header is kept as text in addition, up to 8,192 characters, for as long as the connection exists.
 * Comparing that text takes a tenth of the time of hashing it, and most clients repeat one token on a connection.
 */
export class CallerCache {
  readonly #byDigest = new Map<string, KnownCaller>()
  readonly #newestOn = new WeakMap<object, KnownCaller & { readonly authorization: string }>()

  /** The caller of exactly this header; `undefined` once {@link callerCacheMs} have passed or its token has expired. */
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

  /** Keeps a caller whose header was verified at `now`. The oldest entry makes way when there are too many. */
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
 * The SHA-256 as 32 one-byte characters. Only all of the header will do as the key: by its signature alone, a token with
 * other claims under a signature that was verified before would be taken for the verified one.
 */
function digestOf (authorization: string): string {
  return hash('sha256', authorization, 'binary')
}
