import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { projectFile } from './helper/project.js'

// Every `sh` block of the README and of the guides is run here as it stands, and those of docs/production.md in
// test/docs/production.test.ts; .ci/run runs `npm ci` and `npm test`. Blocks that no test can run are marked `console`.
const root = projectFile()
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
const blocksOf = (file: string) => [...read(file).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
const guides = readdirSync(`${root}/docs`).filter(file => file.endsWith('.md')).map(file => `docs/${file}`)
const [start = '', ...others] = blocksOf('README.md')
// The library's lines end with what they print.
const library = /^```js\n([\s\S]*?)^```$/m.exec(read('docs/order-gate.md'))?.[1] ?? ''
const walked = ['docs/clients.md', 'docs/sandbox.md', 'docs/order-gate.md', 'docs/customer-page.md']
const [shownResponse = ''] = /(?<=^```json\n)[\s\S]*?(?=^```$)/m.exec(read('README.md')) ?? []
const walk = [...others.filter(block => block.includes('curl')), ...walked.flatMap(blocksOf)]

t.test('no guide has commands that are not run here', async t => {
  for (const guide of guides) {
    t.equal(blocksOf(guide).length > 0, [...walked, 'docs/production.md'].includes(guide), guide)
  }
})

t.test('the README is at most 8 KB, and confirms an acceptance on its first screen', async t => {
  t.ok(Buffer.byteLength(read('README.md')) <= 8_192)
  t.match(read('README.md').split('\n').slice(0, 40).join('\n'), /^ {4}"dateAgreed": .*\n {2}\}'\n```$/m)
})

t.test('the two commands stand alone', async t => {
  t.equal(start, 'npm ci && npm start\n')
  t.strictSame(others.filter(block => !block.includes('curl')), ['npm ci && npm test\n'])
})

const needsShell = { skip: process.platform === 'win32' ? 'needs a POSIX shell and curl' : false }

t.test('npm start, and then every curl line in order', needsShell, async t => {
  const npm = spawn('npm', ['start', '--', '--ephemeral'], {
    cwd: root, env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'], detached: true
  })
  t.teardown(async () => {
    process.kill(-(npm.pid as number), 'SIGTERM')
    await once(npm, 'exit')
  })
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    npm.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const [, found] = /API +(http:\S+)\/v1/.exec(printed) ?? []
      if (found !== undefined) resolve(found)
    })
    npm.once('exit', () => reject(new Error(printed)))
  })
  const script = walk.join('\necho\n').replaceAll('http://127.0.0.1:8080', url)
  const { stdout } = await promisify(execFile)('sh', ['-ec', script])
  t.match(stdout, '"agreementType":"MicrosoftCustomerAgreement","agreementLink":"https://aka.ms/customeragreement"')
  t.match(stdout, '"userId":"d1000000-0000-4000-8000-100000000001","primaryContact":{"firstName":"Ada"')
  t.ok(stdout.includes(JSON.stringify(JSON.parse(shownResponse))), 'the response is the one that the README shows')
  t.match(stdout, '{"totalCount":1,"items":[{"userId"')
  t.match(stdout, '{"isSigned":false}')
  t.match(stdout, '"language":"de-DE","country":"DE"')
  t.match(stdout, /^\{"token_type":"Bearer".*"access_token":"ey/m)
  t.match(stdout, '"outcome":"block","rules":["R31","R13"]')
  t.match(stdout, '"code":13605')
  t.match(stdout, '"quantity":12')
  t.match(stdout, /^\{"customerId":"c4000000-0000-4000-8000-000000000004".*$/m, 'the forecast names Proseware')
  t.match(stdout, /^"userCredentials":\{"userName":"admin","password":"\w{12,}"\}$/m)
  const [, link = ''] = /^(http:\S+\/accept\/[\w-]{43})$/m.exec(stdout) ?? []
  t.match(await (await fetch(link)).text(), 'Sign in to continue')
  t.match(stdout, /"companyName":"Newcomb Traders","country":"US","state":"invited","since"/)
  t.match(stdout, '{"items":[{"customerId":')
  t.equal(stdout.match(/errorName/g)?.length, 1, 'nothing else was refused')
})

t.test('the library\'s lines print what they say', async t => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', library], { cwd: root })
  t.equal(stdout.trim(), /\/\/ (.*)$/m.exec(library)?.[1])
})
