import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { projectFile } from '../helper/project.js'

const root = projectFile()
const guides = readdirSync(join(root, 'docs')).filter(file => file.endsWith('.md')).map(file => `docs/${file}`)
const pages = ['CONTRIBUTING.md', ...guides]
const folders = /^(?:src|test|docs|openapi|migrations|bench)\//
const read = (file: string) => readFileSync(join(root, file), 'utf8')

t.test('every path that a page names exists', async t => {
  for (const page of pages) {
    for (const [, path = ''] of read(page).matchAll(/`([^`\s]+)`/g)) {
      if (folders.test(path) && !path.includes('<')) t.ok(existsSync(join(root, path)), `${page}: ${path}`)
    }
  }
})

t.test('every script that a page names exists', async t => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  for (const page of ['README.md', ...pages]) {
    for (const [, script = ''] of read(page).matchAll(/npm run (?:--\w+ )*([\w:]+)/g)) {
      t.ok(script in scripts, `${page}: ${script}`)
    }
  }
})

t.test('the map of docs/architecture.md has every wing', async t => {
  const map = /## Map\n([\s\S]*?)\n## /.exec(read('docs/architecture.md'))?.[1] ?? ''
  const wings = readdirSync(join(root, 'src'), { withFileTypes: true }).filter(entry => entry.isDirectory())
  t.ok(wings.length > 5)
  for (const { name } of wings) t.match(map, `\n| \`src/${name}/\` |`)
})
