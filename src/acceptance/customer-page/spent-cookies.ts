import { createHash } from 'node:crypto'
import type { Database } from '../../database/connect.js'

/** Cookies that must not be used again although they have not expired. Shared by all instances. */
export interface SpentCookies {
  /**
   * Spends a cookie, durable when it resolves. Of any number at once exactly one is told `true`. `expiresAt` is when the
   * cookie expires by itself; some time after that it is forgotten.
   */
  spend (cookieSha256: Buffer, expiresAt: Date): Promise<boolean>
  /** What is `true` is durable: whoever signs out again is told that it was done. */
  isSpent (cookieSha256: Buffer): Promise<boolean>
}

/** By what a cookie is recognised: a hash of the random secret in it. Its text would not do, as base64 can be respelled. */
export function cookieHash (purpose: 'session' | 'sign-in', secret: string): Buffer {
  return createHash('sha256').update(`${purpose} ${secret}`).digest()
}

const isSpent = { name: 'acceptance_is_spent', text: 'SELECT FROM spent_cookie WHERE cookie_sha256 = $1' }

/** $1 hash, $2 when it expires: how many were spent, one or none. Expired ones go with it, so that the table stays small. */
const spend = {
  name: 'acceptance_spend',
  text: `
    WITH spent AS (
      INSERT INTO spent_cookie (cookie_sha256, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING cookie_sha256
    )
    SELECT (SELECT count(*)::int FROM spent) AS spent, forget_expired_cookies()`
}

/** The spent cookies on PostgreSQL. */
export function spentCookies (database: Database): SpentCookies {
  return {
    async spend (cookieSha256, expiresAt) {
      const [row] = await database.write<{ spent: number }>(spend, [cookieSha256, expiresAt])
      return row?.spent === 1
    },
    async isSpent (cookieSha256) {
      const [found] = await database.read(isSpent, [cookieSha256])
      if (found !== undefined) await database.awaitDurability()
      return found !== undefined
    }
  }
}
