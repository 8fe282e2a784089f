import { createHash, randomBytes } from 'node:crypto'

/** A new token: 256 random bits, as 43 characters that need no encoding in a URL. Only its hash is ever stored. */
export function newInvitationToken (): string {
  return randomBytes(32).toString('base64url')
}

/** The SHA-256 of a token's text, by which the database finds its invitation. */
export function invitationTokenHash (token: string): Buffer {
  return createHash('sha256').update(token, 'ascii').digest()
}

/** The link to the customer's page for an invitation. */
export function invitationUrl (publicUrl: string, token: string): string {
  return `${publicUrl}/accept/${token}`
}
