import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

// Node's defaults. They are stored with each hash, so that they can change later.
const defaults = { N: 16_384, r: 8, p: 1 }
const keyLength = 32

// Compared for users that do not exist, so that the response takes as long as for a user that exists.
const hashOfNobody = hashText(Buffer.alloc(16), Buffer.alloc(keyLength))

/** Returns a salted scrypt hash of a password with its parameters, as text. */
export async function hashPassword (password: string): Promise<string> {
  const salt = randomBytes(16)
  return hashText(salt, await derive(password, salt, defaults))
}

/** Whether the hash is of this password. Pass `undefined` for a user that does not exist: false, in the same time. */
export async function isPassword (password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, key] = (hash ?? hashOfNobody).split('$')
  const expected = Buffer.from(key ?? '', 'base64')
  const actual = await derive(password, Buffer.from(salt ?? '', 'base64'), { N: Number(N), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual) && hash !== undefined
}

function hashText (salt: Buffer, key: Buffer): string {
  return ['scrypt', defaults.N, defaults.r, defaults.p, salt.toString('base64'), key.toString('base64')].join('$')
}

function derive (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyLength, options, (error, key) => error === null ? resolve(key) : reject(error))
  })
}
