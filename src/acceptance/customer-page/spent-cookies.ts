import { createHash } from 'node:crypto'
import type { Database } from '../../database/connect.js'

/** Cookies that must not be used again, although they have not expired. All instances share them. */
export interface SpentCookies {
  /**
   * Marks a cookie as spent, durably when it resolves. Of concurrent calls exactly one resolves to `true`. Some time
   * after `expiresAt`, when the cookie expires by itself, the mark is deleted.
   */
  spend (cookieSha256: Buffer, expiresAt: Date): Promise<boolean>
  /** What is `true` is durable: whoever signs out again is told that it was done. */
  isSpent (cookieSha256: Buffer): Promise<boolean>
}

/** The hash of the random secret in a cookie. The cookie's text has several spellings in base64, its secret has one. */
export function cookieHash (purpose: 'session' | 'sign-in', secret: string): Buffer {
  return createHash('sha256').update(`${purpose} ${secret}`).digest()
}

const isSpent = { name: 'acceptance_is_spent', text: 'SELECT FROM spent_cookie WHERE cookie_sha256 = $1' }

// Marks a cookie as spent. Deletes expired marks, so that the table stays small.
// $1: hash. $2: the instant when the cookie expires.
// One row with the number of cookies that were spent: 1, or 0 if it was spent before.
const spend = {
  name: 'acceptance_spend',
  text: `
    WITH spent AS (
      INSERT INTO spent_cookie (cookie_sha256, expires_at)
      VALUES ($1, $2)
      ON CONFLICT DO NOTHING
      RETURNING cookie_sha256
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
