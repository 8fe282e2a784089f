import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { run } from './account.js'
import type { Binaries } from './binaries.js'
import { readIfThere, writeSecretFile } from './data-file.js'
import { clusterOf, type Place } from './place.js'
import { startVariables } from './server.js'

/** Where a data folder keeps the superuser's password. */
export function passwordFileOf (folder: string): string {
  return join(folder, 'postgres-password')
}

/** Makes a new password for the superuser and keeps it; whoever runs the server may read it, as initdb has to. */
export async function newPassword ({ folder, account }: Place): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  await writeSecretFile(passwordFileOf(folder), password, account)
  return password
}

/** The password that a data folder keeps; undefined if the file is missing, or not as {@link newPassword} wrote it. */
export async function keptPassword (folder: string): Promise<string | undefined> {
  const password = (await readIfThere(passwordFileOf(folder)))?.trim() ?? ''
  return /^[\w-]{32}$/.test(password) ? password : undefined
}

/**
 * Gives the superuser of a cluster a new password and keeps that. No server may run on the cluster; `formerPid` is as
 * in a server's start. PostgreSQL's single-user mode asks for no password: it needs the right to read all data anyway.
 */
export async function resetPassword (place: Place, binaries: Binaries, formerPid: number | undefined): Promise<string> {
  const password = await newPassword(place)
  // Errors of statements would be printed with the statement, and so with the password.
  const settings = ['-c', 'log_min_error_statement=panic', '-c', 'log_min_messages=fatal']
  const args = ['--single', '-D', clusterOf(place.folder), ...settings, 'postgres']
  await run(place.account, binaries.program('postgres'), args, {
    input: `ALTER ROLE postgres PASSWORD '${password}'\n`, env: startVariables(formerPid)
  })
  return password
}

/** Whether a server takes the superuser's password; rejects when it cannot be asked. */
export async function acceptsPassword (url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === '28P01') return false
    throw error
  } finally {
    await client.end()
  }
}
