import {
  createLocalJWKSet, createRemoteJWKSet, customFetch, errors,
  type FetchImplementation, type JSONWebKeySet, type JWTVerifyGetKey
} from 'jose'
import { isLoopback } from './loopback.js'

/**
 * The public keys that a tenant's tokens may be signed with, found by the `kid` of a token's header. A `kid` that is
 * not among them rejects with jose's `JWKSNoMatchingKey`; no keys to look among, with `SigningKeysUnavailable`.
 */
export interface SigningKeys {
  readonly key: JWTVerifyGetKey
}

/** Whether a token is genuine cannot be said just now: the fault is on the issuer's side or on the way to it. */
export class SigningKeysUnavailable extends Error {
  override readonly name = 'SigningKeysUnavailable'
}

/** Keys that are at hand and never change: the sandbox's own issuer, or a set that the operator pinned. */
export function localSigningKeys (jwks: JSONWebKeySet): SigningKeys {
  return { key: createLocalJWKSet(jwks) }
}

/** Where keys are fetched from. */
export interface RemoteSigningKeysOptions {
  /** The tenant's `jwks_uri`: https, or http on a loopback address. */
  readonly url: string
  readonly clock: () => Date
  readonly fetch?: typeof fetch
  /** Told of every failed fetch: as long as older keys are served, nothing else shows that one failed. */
  readonly onFailure?: (reason: string) => void
}

// Entra's advice for its own keys: look for new ones once a day, and at once when a token names an unknown one.
// https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signature
const FRESH_FOR_MS = 24 * 60 * 60_000
// Anyone can make up a `kid`, so that unknown ones must not become a stream of requests to the issuer.
const PAUSE_MS = 5 * 60_000
/** How soon keys are fetched again where there are none at all, in ms: nobody can be let in until then. */
export const firstPauseMs = 10_000
const TIME_OUT_MS = 5_000
// Entra's own set is about 15 KB.
const LARGEST_SET = 256 * 1024

type FetchInit = Parameters<FetchImplementation>[1]

/**
 * Keys fetched from an issuer. They are cached for 24 h; a token with an unknown `kid` has them fetched again, at most
 * once in 5 minutes. Callers that need a fetch at the same time share one. When it fails, or brings no usable key, the
 * last good set stays in use, however old; before there was one, a new attempt is made every 10 s.
 *
 * Keep one instance for each url: the limits are the instance's.
 */
export function remoteSigningKeys (options: RemoteSigningKeysOptions): SigningKeys {
  const { clock, fetch: fetchIt = fetch, onFailure } = options
  const url = safeUrl(options.url)
  const keySet = createRemoteJWKSet(url, {
    timeoutDuration: TIME_OUT_MS,
    // By itself jose would fetch again for every token after a failure, and reject all tokens despite its older keys.
    cacheMaxAge: Infinity,
    cooldownDuration: Infinity,
    [customFetch]: (_url, init) => fetchUsable(url, fetchIt, init).catch((error: unknown) => {
      onFailure?.(reasonOf(error))
      throw error
    })
  })
  let fetchedAt: number | undefined
  let triedAt = -Infinity

  const refresh = async (now: number, pause: number) => {
    if (!keySet.reloading) {
      if (now - triedAt < pause) return
      triedAt = now
    }
    const startedAt = triedAt
    await keySet.reload().then(() => { fetchedAt = startedAt }, () => {})
  }

  const key: JWTVerifyGetKey = async (header, token) => {
    const now = clock().getTime()
    if (fetchedAt === undefined) await refresh(now, firstPauseMs)
    else if (now - fetchedAt >= FRESH_FOR_MS) await refresh(now, PAUSE_MS)
    if (fetchedAt === undefined) throw new SigningKeysUnavailable(`no signing keys from ${url.origin}`)
    try {
      return await keySet(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await refresh(now, PAUSE_MS)
      return await keySet(header, token)
    }
  }
  return { key }
}

function safeUrl (text: string): URL {
  const url = new URL(text)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url
  throw new TypeError(`Signing keys are fetched over https only (http on a loopback address): ${url.origin}`)
}

async function fetchUsable (url: URL, fetchIt: typeof fetch, init: FetchInit): Promise<Response> {
  // A redirect could lead from https to a host that anyone can answer for.
  const response = await fetchIt(url, { ...init, redirect: 'error' })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`status ${response.status}`)
  }
  const set = parse(await readText(response))
  const keys = typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys) ? set.keys : []
  const usable = keys.filter(jwk => isUsable(jwk, url))
  // An empty set must not replace a good one: it would shut everybody out for a day.
  if (usable.length === 0) throw new Error('no usable key in the response')
  return Response.json({ keys: usable })
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // V8's message quotes the text, which is not for the log.
    throw new Error('the response is not JSON')
  }
}

async function readText (response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > LARGEST_SET) throw new Error(`more than ${LARGEST_SET} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/**
 * An RSA key of at least 2048 bits with a `kid`, published to verify RS256 signatures. One that is bound to a single
 * tenant counts only at that tenant's own address.
 */
function isUsable (jwk: unknown, url: URL): boolean {
  if (typeof jwk !== 'object' || jwk === null) return false
  const { kty, kid, n, use, alg, key_ops: operations } = jwk as Readonly<Record<string, unknown>>
  const isForSignatures = (use === undefined || use === 'sig') && (alg === undefined || alg === 'RS256') &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
  const tenantId = tenantOfKey(jwk)
  return isForSignatures && kty === 'RSA' && typeof kid === 'string' && typeof n === 'string' && n.length >= 342 &&
    (tenantId === undefined || url.pathname.toLowerCase().includes(tenantId))
}

/**
 * The tenant that Entra ID publishes a key for, in lower case; `undefined` for a key of every tenant. The member
 * `issuer` of a key names the issuer that it may sign for. Without this check the key for consumer accounts (tenant
 * 9188040d-...), which is in the set of every tenant, could sign for all of them.
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signing-key-issuer
 */
export function tenantOfKey (jwk: object): string | undefined {
  const { issuer } = jwk as Readonly<Record<string, unknown>>
  return typeof issuer === 'string' ? guid.exec(issuer)?.[0].toLowerCase() : undefined
}

function reasonOf (error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}
