import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

// Node's own defaults, written down with each hash so that they can change.
const usual = { N: 16_384, r: 8, p: 1 }
const keyLength = 32

// Nobody's: what is compared for a user that does not exist takes as long as for one that does.
const nobodys = `scrypt$${usual.N}$${usual.r}$${usual.p}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(keyLength).toString('base64')}`

/** A salted scrypt hash of a password, with its parameters, as text. */
export async function hashPassword (password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, usual)
  return ['scrypt', usual.N, usual.r, usual.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/** Whether the hash is one of this password. `undefined` stands for a user that does not exist: false, no sooner. */
export async function isPassword (password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, key] = (hash ?? nobodys).split('$')
  const expected = Buffer.from(key ?? '', 'base64')
  const actual = await derive(password, Buffer.from(salt ?? '', 'base64'), { N: Number(N), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual) && hash !== undefined
}

function derive (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyLength, options, (error, key) => error === null ? resolve(key) : reject(error))
  })
}
