import { join } from 'node:path'

/** The path of a file or folder of the project. Tests run in its root, bundled or not. */
export function projectFile (path = ''): string {
  return join(process.cwd(), path)
}
