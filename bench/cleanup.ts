type Undo = () => Promise<unknown> | unknown

const undos: Undo[] = []
let cleaning: Promise<void> | undefined

/** Remembers how to undo something; the last is undone first. Answers how to undo it sooner. */
export function onCleanup (undo: Undo): () => Promise<void> {
  undos.push(undo)
  return async () => {
    const index = undos.indexOf(undo)
    if (index === -1) return
    undos.splice(index, 1)
    await undo()
  }
}

/** Whether the run is being ended: what fails from then on is no fault. */
export function isCleaning (): boolean {
  return cleaning !== undefined
}

/** Undoes everything, whatever fails on the way. */
export async function cleanUp (): Promise<void> {
  cleaning ??= undoAll()
  await cleaning
  // A run that a signal ends goes on meanwhile, and may have started something more.
  await undoAll()
}

/** Cleans up on the signals that end a run early, so that no process or database outlives it. */
export function cleanUpOnSignals (): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not once: tsx passes a signal on that the terminal sent to everyone, and the second would end us unclean.
    process.on(signal, () => {
      if (isCleaning()) return
      process.stderr.write(`\n${signal}: cleaning up\n`)
      const exit = () => process.exit(130)
      cleanUp().then(exit, exit)
    })
  }
}

async function undoAll (): Promise<void> {
  for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
    try {
      await undo()
    } catch (error) {
      process.stderr.write(`While cleaning up: ${String(error)}\n`)
    }
  }
}
