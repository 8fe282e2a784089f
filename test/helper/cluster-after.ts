/** Stops the run's server and waits until its data is gone. */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCluster, stateFile } from './cluster.js'

const file = stateFile(process.ppid)
if (existsSync(file)) {
  process.kill(readCluster(file).holder, 'SIGTERM')
  const deadline = performance.now() + 20_000
  while (existsSync(file)) {
    if (performance.now() > deadline) throw new Error('The test cluster did not stop')
    await sleep(5)
  }
}
