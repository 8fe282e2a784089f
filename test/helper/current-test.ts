import tap, { type Test } from 'tap'

/**
 * What `import t from 'tap'` gives a bundled test file: tap itself where the file is run alone, or the subtest that
 * stands for the file where it shares a process.
 */
let current: Test = tap

export { current as default }

// What a test starts is no test: with tap's hooks in it, its start would take twice as long.
delete process.env['NODE_OPTIONS']

/** Runs test files one after the other in this process; what one of them started has ended before the next begins. */
export async function runFiles (files: readonly string[], load: (file: string) => Promise<unknown>): Promise<void> {
  const { timeout = 0 } = tap.options
  tap.setTimeout(timeout * files.length)
  for (const file of files) {
    await tap.test(file, { at: null, timeout }, async t => {
      current = t
      await load(file)
    })
  }
}
