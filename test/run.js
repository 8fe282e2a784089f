/**
 * `npm test [-- <tap's options and files of .test/>]`: bundles the tests, builds the command that some of them start,
 * starts a PostgreSQL unless TEST_DATABASE_URL names one, and runs tap.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleTests } from './bundle.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { resolve } = createRequire(import.meta.url)
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' })

await bundleTests()
run('esbuild.config.js')
run(resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json')

const { generateIssuerKeys, startCluster } = await import('../.test/helper/cluster.js')
const { TEST_DATABASE_URL: given } = process.env
const cluster = given === undefined ? await startCluster() : undefined
const env = {
  ...process.env,
  TEST_ISSUER_KEY: JSON.stringify(await generateIssuerKeys()),
  ...cluster === undefined ? {} : { TEST_DATABASE_URL: cluster.url, TEST_DATABASES_STAY: 'true' }
}
const tap = spawn(process.execPath, [join(dirname(resolve('tap/package.json')), 'dist/esm/run.mjs'), ...process.argv.slice(2)], {
  cwd: root, stdio: 'inherit', env
})
// tap gets the terminal's signals itself, and ends its tests; this process has to outlive it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { tap.kill(signal) })
const [code] = await once(tap, 'exit')
await cluster?.stop()
process.exitCode = code ?? 1
