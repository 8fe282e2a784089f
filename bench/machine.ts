import { execFile } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { promisify } from 'node:util'

/** What the machine is, without saying whose, a line each. */
export function describeMachine (): string[] {
  const cores = cpus()
  return [
    `${cores.length} cores, ${cores[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`
  ]
}

/** The commit that was measured. */
export async function describeCommit (): Promise<string> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', args)).stdout.trim()
  try {
    const changes = await git('status', '--porcelain', '--', 'src', 'migrations', 'package.json')
    return `${await git('rev-parse', '--short', 'HEAD')}${changes === '' ? '' : ' with uncommitted changes'}`
  } catch {
    return 'unknown'
  }
}
