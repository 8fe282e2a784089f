import { execFile } from 'node:child_process'
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)

/** Compiles a folder with a TypeScript configuration; rejects with the compiler's messages. */
async function compile (folder: string, configuration: object): Promise<void> {
  const file = join(folder, 'tsconfig.json')
  await writeFile(file, JSON.stringify(configuration))
  const compiled = run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', file])
  await compiled.catch((error: { stdout: string }) => { throw new Error(error.stdout) })
}

const consumer = `
import {
  classifyTransaction, decideOrderGate, programme, targetOf, type OrderGateFacts
} from 'partner-agreements/order-gate'

declare const console: { log (text: string): void }

const target = targetOf({ method: 'POST', path: '/v1/customers/c1000000-0000-4000-8000-000000000001/orders' })
if (target === undefined) throw new Error('no transaction')
const order = { lineItems: [{ lineItemNumber: 0, offerId: 'DZH318Z0BPS6:0001', quantity: 1 }] }
const classified = classifyTransaction(target, order, {})
if ('problem' in classified) throw new Error(classified.problem)
const facts: OrderGateFacts = {
  partner: { type: 'direct_bill', cloud: 'public' },
  customerId: target.customerId,
  environment: 'production',
  channel: 'api',
  transaction: classified.transaction,
  confirmations: [],
  directAcceptances: [],
  boughtThroughPartner: false
}
const decision = decideOrderGate(facts, Date.UTC(2026, 2, 2), programme)
console.log(decision.outcome === 'block' ? decision.reason : decision.satisfiedBy.kind)
`

// Writes the URL of each imported module to stderr.
const hooks = `
import { writeSync } from 'node:fs'
export async function resolve (specifier, context, next) {
  const resolved = await next(specifier, context)
  writeSync(2, resolved.url + '\\n')
  return resolved
}
`

t.test('the built package exports the order gate with its types, and needs no other package', async t => {
  // No other package can be resolved from a folder outside of the repository.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'order-gate-')))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await cp('package.json', join(folder, 'package.json'))
  await cp('dist/domain', join(folder, 'dist', 'domain'), { recursive: true })
  await writeFile(join(folder, 'consumer.ts'), consumer)
  await compile(folder, {
    compilerOptions: {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023'],
      strict: true,
      exactOptionalPropertyTypes: true,
      types: [],
      rootDir: '.'
    },
    files: ['consumer.ts']
  })

  await writeFile(join(folder, 'hooks.js'), hooks)
  const register = "import { register } from 'node:module'\nregister('./hooks.js', import.meta.url)"
  await writeFile(join(folder, 'register.js'), register)
  const { stdout, stderr } = await run(process.execPath, ['--import', './register.js', 'consumer.js'], { cwd: folder })
  t.equal(stdout, 'noAgreement\n')
  const imported = stderr.trim().split('\n')
  const [library, ...others] = imported.slice(imported.indexOf(pathToFileURL(join(folder, 'consumer.js')).href) + 1)
  const domain = `${pathToFileURL(join(folder, 'dist', 'domain')).href}/`
  t.equal(library, `${domain}order-gate/library.js`)
  t.not(others.length, 0)
  t.same(others.filter(url => !url.startsWith(domain)), [], 'no server, no database, no package, no Node.js API')
})
