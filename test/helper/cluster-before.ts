/**
 * Builds what tests run as a process of its own, and starts the run's server, unless one is given. The server's holder
 * outlives this process, which tap waits for.
 */
import { execFileSync, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { existsSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stateFile } from './cluster.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
for (const step of [['esbuild.config.js'], [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json']]) {
  execFileSync(process.execPath, step, { cwd: root, stdio: 'inherit' })
}

if (process.env['TEST_DATABASE_URL'] === undefined) {
  const file = stateFile(process.ppid)
  // Of an earlier run with the same pid.
  rmSync(file, { force: true })
  const holder = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.resolve('./cluster-holder.ts')), String(process.ppid)], {
    detached: true, stdio: ['ignore', 'ignore', 'inherit']
  })
  while (!existsSync(file)) {
    if (holder.exitCode !== null || holder.signalCode !== null) throw new Error('The test cluster did not start')
    await sleep(5)
  }
  holder.unref()
}
