import { readFile } from 'node:fs/promises'

/**
 * A file or folder of this package by its path from the package's root. Only this module may know where it lies: the
 * build puts all code into one folder just below the root, where this module is in the sources too.
 */
export function packageFile (path: string): URL {
  return new URL(`../${path}`, import.meta.url)
}

/** The version in package.json. */
export async function packageVersion (): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile('package.json'), 'utf8')) as { version: string }
  return version
}
