import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { runOptions, type Account } from './account.js'

/**
 * Replaces itself by the server, and leaves a keeper behind that reads a pipe from us: its end means that we are gone,
 * in whatever way, and the server has to go too; a line means that the server ended by itself, and its pid may be
 * somebody else's. The keeper is no child of the server, which would take its end for a crash, and outlives signals
 * to everyone. The pipe is not 0, as sh gives /dev/null to what it runs in the background.
 */
const keptServer = `
( ( trap '' HUP INT TERM; read -r ended <&3 || kill -INT $$ ) & )
exec "$@" 3<&-
`

/** A server that ends with this process at the latest. */
export interface KeptServer {
  readonly process: ChildProcess
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
}

/**
 * Starts a server under a keeper, its output going to a new file. It is no part of our process group: Ctrl-C must
 * reach it only through us, once requests are answered. Rejects when it cannot be started at all.
 */
export async function startKept (account: Account, command: readonly string[], logFile: string, env: Record<string, string>): Promise<KeptServer> {
  const output = openSync(logFile, 'w', 0o600)
  const options = runOptions(account)
  const server = spawn('/bin/sh', ['-c', keptServer, 'sh', ...command], {
    ...options, env: { ...options.env, ...env }, detached: true, stdio: ['ignore', output, output, 'pipe']
  })
  closeSync(output)
  const pipe = server.stdio[3] as Socket
  // The keeper may be gone.
  pipe.on('error', () => undefined)
  const ended = once(server, 'exit').then(() => { pipe.end('\n') }, () => undefined)
  await once(server, 'spawn')
  pipe.unref()
  return { process: server, ended }
}
