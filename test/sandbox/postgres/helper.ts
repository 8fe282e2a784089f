import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'
import { projectFile } from '../../helper/project.js'

/** A new folder that every account can enter, removed after the test. */
export function newFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-test-'))
  chmodSync(folder, 0o711)
  t.teardown(() => { rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) })
  return folder
}

/** The rows of one statement on a connection of its own. */
export async function query (url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

/** The pid that a data folder's cluster names as its server. */
export function serverPid (dataFolder: string): number {
  return Number.parseInt(readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

/** The command lines of what runs on a data folder, be it a server or its keeper. */
export function processesOf (dataFolder: string): string[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'stat=', '-o', 'args='], { encoding: 'utf8' }).split('\n')
  return lines.filter(line => line.includes(dataFolder) && /postgres/.test(line) && !line.startsWith('Z'))
}

/** Waits until something holds; throws after ten seconds. */
export async function until (what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`)
    await sleep(2)
  }
}

/** What still runs on a data folder once a keeper has had time to notice that its server ended. */
export async function leftRunning (dataFolder: string): Promise<string[]> {
  await until('nothing runs on the folder', () => processesOf(dataFolder).length === 0).catch(() => undefined)
  return processesOf(dataFolder)
}

/** A folder's entries whose names start so. */
export function entries (folder: string, prefix: string): string[] {
  return readdirSync(folder).filter(name => name.startsWith(prefix))
}

/** Another process, leader of its own group, that holds a server; killed after the test. */
export interface Child {
  readonly process: ChildProcess
  readonly lines: AsyncIterator<string>
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>
}

/** Starts child.ts on a folder. */
export function spawnChild (t: Test, dataFolder: string, ...flags: ('ephemeral' | 'exit')[]): Child {
  const program = projectFile('test/sandbox/postgres/child.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataFolder, ...flags], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  return { process: child, lines: createInterface(child.stdout)[Symbol.asyncIterator](), ended: once(child, 'exit') }
}

/** Starts child.ts and waits until its server runs. */
export async function startChild (t: Test, dataFolder: string, ...flags: ('ephemeral' | 'exit')[]): Promise<Child & { dataFolder: string, url: string }> {
  const child = spawnChild(t, dataFolder, ...flags)
  const line = await child.lines.next()
  return { ...child, ...JSON.parse(line.value as string) as { dataFolder: string, url: string } }
}

/** Ends a child so that it can do nothing about it. */
export async function killChild (child: Child): Promise<void> {
  child.process.kill('SIGKILL')
  await child.ended
}
