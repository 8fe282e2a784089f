import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { projectFile } from '../helper/project.js'

const root = projectFile()
const guides = readdirSync(join(root, 'docs')).filter(file => file.endsWith('.md')).map(file => `docs/${file}`)
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'openapi/deviations.md', ...guides]
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** The anchors of a page's headings, as Git hosts make them. */
function anchorsOf (page: string): string[] {
  return [...read(page).matchAll(/^##+ (.+)$/gm)]
    .map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'))
}

t.test('every link between pages leads somewhere', async t => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/(?:\]\(|src=")([^)"]+)[)"]/g)) {
      if (/^https?:/.test(target)) continue
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      t.ok(existsSync(join(root, file)), `${page}: ${target}`)
      if (anchor !== undefined) t.ok(anchorsOf(file).includes(anchor), `${page}: ${target}`)
    }
  }
})

t.test('a page longer than two screens has a table of contents', async t => {
  for (const page of [...guides, 'CONTRIBUTING.md', 'openapi/deviations.md']) {
    // The glossary is one table, in the order of the alphabet.
    if (read(page).split('\n').length <= 60 || page === 'docs/glossary.md') continue
    const contents = /^Contents: ([\s\S]*?)\n\n/m.exec(read(page))?.[1] ?? ''
    const headings = [...read(page).matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
    for (const heading of headings) t.match(contents, `[${heading}](`, page)
  }
})

t.test('no page shows a picture of another host', async t => {
  for (const page of pages) t.notMatch(read(page), /!\[[^\]]*\]\(https?:|<img[^>]+src="https?:/, page)
})
