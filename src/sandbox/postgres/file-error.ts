interface Explanation { readonly wrong: string, readonly remedy: string }

const explanations: Readonly<Record<string, Explanation>> = {
  EROFS: { wrong: 'is on a read-only file system', remedy: 'Make it writable' },
  ENOSPC: { wrong: 'cannot be written, because its disk is full', remedy: 'Free some space' },
  EDQUOT: { wrong: "cannot be written, because the user's quota is used up", remedy: 'Free some space' },
  EACCES: { wrong: `is closed to user ${process.getuid?.()}`, remedy: 'Give that user the right to read and write it' },
  EPERM: { wrong: 'may not be changed or made', remedy: 'Give this user the right to write it' },
  EISDIR: { wrong: 'is a folder, where a file must be', remedy: 'Move it away' },
  EEXIST: { wrong: 'is a file, or a link that leads nowhere, where a folder must be', remedy: 'Move it away' },
  ENOTDIR: { wrong: 'is a file, or below one, where a folder must be', remedy: 'Move the file away' },
  ENOENT: { wrong: 'does not exist and cannot be made', remedy: 'Make it' },
  ELOOP: { wrong: 'is a link that leads back to itself', remedy: 'Remove the link' },
  ENAMETOOLONG: { wrong: 'has a name that is too long', remedy: 'Choose a shorter one' },
  ENOTSUP: { wrong: 'is on a file system that lacks what PostgreSQL needs', remedy: 'Move it to a local disk' },
  ENOSYS: { wrong: 'is on a file system that lacks what PostgreSQL needs', remedy: 'Move it to a local disk' },
  EIO: { wrong: 'cannot be read or written, because its disk has failed', remedy: 'Look at the disk' }
}

/** PostgreSQL's SQLSTATE for a full disk. */
const diskFull = '53100'

/**
 * Turns an error of the file system in a data folder into a sentence: which path, what is wrong with it, what to do.
 * Returns any other error unchanged. `setting` is the one by which to choose another folder.
 */
export function explainFileError (error: unknown, folder: string, setting = 'DATA_FOLDER'): unknown {
  if (!(error instanceof Error)) return error
  const { code, path } = fileErrorOf(error) ?? {}
  const explanation = explanations[code ?? '']
  if (explanation === undefined) return error
  const { wrong, remedy } = explanation
  const inFolder = path === undefined || path === folder ? '' : ` cannot be used: ${path}`
  const sentence = `The data folder ${folder}${inFolder} ${wrong} (${code}).`
  return new Error(`${sentence} ${remedy}, or set ${setting} to another folder.`, { cause: error })
}

function fileErrorOf (error: NodeJS.ErrnoException): Pick<NodeJS.ErrnoException, 'code' | 'path'> | undefined {
  // The migrations wrap PostgreSQL's error.
  const { cause = error } = error as { cause?: { code?: unknown } }
  if (cause.code === diskFull) return { code: 'ENOSPC' }
  // Programs that cannot be run, and connections, are none of the folder's files.
  return error.syscall === undefined || /^(?:spawn|connect)/.test(error.syscall) ? undefined : error
}
