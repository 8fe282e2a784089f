import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import tap from 'tap'
import { projectFile } from '../helper/project.js'

const root = projectFile()
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const defined = new Set([...read('docs/programme.md').matchAll(/^\| (R\d+) \|/gm)].map(([, rule]) => rule))
const ranges = /\bR(\d+) to R(\d+)\b/g

tap.test('docs/programme.md defines every rule that is cited', t => {
  const cited = new Set<string>()
  for (const folder of ['src', 'test', 'openapi', 'migrations', 'docs']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(tsx?|sql|md)$/.test(file) || file === 'programme.md') continue
      for (const [rule] of read(join(folder, file)).replace(ranges, '').matchAll(/\bR[1-9]\d?\b/g)) cited.add(rule)
    }
  }
  t.ok(cited.size > 15, 'rules are cited')
  for (const rule of cited) t.ok(defined.has(rule), rule)
  t.end()
})

tap.test('the rules are R1 to R32, each once and in order', t => {
  t.strictSame([...defined], Array.from({ length: 32 }, (_, index) => `R${index + 1}`))
  t.end()
})
