import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { freePort, startNode, waitUntilReady, type Child } from './processes.js'
import type { Authority } from './tokens.js'

/** The service in its own process. */
export interface Service {
  readonly port: number
  readonly child: Child
  /** From the spawn to the first successful readiness check. */
  readonly startMs: number
}

// `node <options> dist/cli.js serve`: what `npm start` runs, without npm.
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { scripts: { start: string } }
const [, ...command] = scripts.start.split(' ')

/** Starts what `npm start` starts, as in production: its own role, its JSON log switched on (and thrown away). */
export async function startService (databaseUrl: string, authority: Authority): Promise<Service> {
  return await start([], {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    ENTRA_AUTHORITY: authority.url,
    PUBLIC_URL: 'http://127.0.0.1',
    LINK_SIGNING_KEY: randomBytes(32).toString('base64'),
    // Counted like any other, but never reached.
    RATE_LIMIT_PARTNER: '999999999'
  })
}

/** Starts the sandbox on an embedded PostgreSQL with nothing there yet, its data somewhere below `folder`. */
export async function startEphemeralSandbox (folder: string): Promise<Service> {
  return await start(['--ephemeral'], { TMPDIR: folder })
}

async function start (args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Service> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = startNode([...command, ...args], { HOST: '127.0.0.1', PORT: String(port), ...settings }, process.stderr.fd)
  await waitUntilReady(child, port)
  return { port, child, startMs: performance.now() - startedAt }
}
