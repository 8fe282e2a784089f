import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { confirmation, ids } from '../helper/app.js'
import { cli, dataFolder, startSandbox, tokenFrom } from '../helper/sandbox.js'

if (process.platform === 'win32') t.bailout('kill -9 is a thing of POSIX')

/** The files by which the phases of a first start can be seen, in order. */
const phases: Readonly<Record<string, (folder: string) => boolean>> = {
  'the lock is taken': folder => existsSync(join(folder, 'postgres.lock')),
  'initdb has begun': folder => readdirSync(folder).some(name => name.startsWith('postgres.init-')),
  'the cluster is there': folder => existsSync(join(folder, 'postgres')),
  'the server is starting': folder => existsSync(join(folder, 'postgres', 'postmaster.pid')),
  'the schema and the keys are being made': folder => {
    return /ready *$/m.test(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8'))
  },
  'the keys are there': folder => existsSync(join(folder, 'sandbox-keys.json'))
}

t.test('after a first start that was killed in any phase, the next start succeeds', async t => {
  const folder = await dataFolder(t)
  for (const [phase, isReached] of Object.entries(phases)) {
    t.ok(await killedWhen(folder, isReached), `killed when ${phase}`)
  }
  const sandbox = await startSandbox(t, { DATA_FOLDER: folder, LOG_LEVEL: 'warn' })
  const headers = { authorization: `Bearer ${await tokenFrom(sandbox.url)}` }
  const url = `${sandbox.url}/v1/customers/${ids.adventureWorks}/agreements`
  t.match(await fetch(url, { method: 'POST', headers, body: JSON.stringify(confirmation()) }), { status: 201 })
  const halfMade = readdirSync(folder).filter(name => /^postgres\.(?:init-|lock\.)|\.new$/.test(name))
  t.same(halfMade, [], 'nothing half-made is left')
})

/** Starts a sandbox and kills it in this phase. False if it exited before, or got further. */
async function killedWhen (folder: string, isReached: (folder: string) => boolean): Promise<boolean> {
  const env = { ...process.env, PORT: '0', DATA_FOLDER: folder }
  const child = spawn(process.execPath, [cli, 'serve'], { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  while (child.exitCode === null && !attempt(() => isReached(folder))) await sleep(2)
  child.kill('SIGKILL')
  const [, signal] = await ended as [number | null, string | null]
  return signal === 'SIGKILL'
}

/** The file may be deleted at any moment. */
function attempt (look: () => boolean): boolean {
  try { return look() } catch { return false }
}
