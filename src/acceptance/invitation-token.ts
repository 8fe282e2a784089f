import { createHash, randomBytes } from 'node:crypto'

/** A new token: 256 random bits, as 43 characters that need no encoding in a URL. Only its hash is ever stored. */
export function newInvitationToken (): string {
  return randomBytes(32).toString('base64url')
}

/** By what a token is recognised: the SHA-256 of its text. */
export function invitationTokenHash (token: string): Buffer {
  return createHash('sha256').update(token, 'ascii').digest()
}

/** Where an invited person begins. */
export function invitationUrl (publicUrl: string, token: string): string {
  return `${publicUrl}/accept/${token}`
}
