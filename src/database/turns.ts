import { Overloaded } from './errors.js'

/** How many tasks of one key run at once, and how long the others wait. */
export interface TurnOptions {
  readonly atOnce: number
  /** How long a task waits for its turn, in ms; absent: until those before it are done. */
  readonly waitMs?: number
}

/** Runs a task of a key in its turn. Rejects with {@link Overloaded}, and does not run it, where its turn does not come in time. */
export type Turns = <Result>(key: string, task: () => Promise<Result>) => Promise<Result>

interface Waiting {
  readonly start: () => void
  readonly timer: NodeJS.Timeout | undefined
}

interface Line {
  running: number
  readonly waiting: Set<Waiting>
}

/**
 * Bounds what one key, such as a partner, has under way at once. Without it, a partner with many requests takes every
 * connection to the database, and all other partners wait for it. Tasks of one key start in the order in which they came.
 */
export function createTurns ({ atOnce, waitMs }: TurnOptions): Turns {
  const lines = new Map<string, Line>()

  function waitIn ({ waiting }: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        waiting.delete(entry)
        reject(new Overloaded('waited too long for a turn'))
      }
      const entry: Waiting = { start: resolve, timer: waitMs === undefined ? undefined : setTimeout(giveUp, waitMs) }
      waiting.add(entry)
    })
  }

  /** Hands a turn on to whoever has waited longest. */
  function leave (key: string, line: Line): void {
    const [next] = line.waiting
    if (next !== undefined) {
      line.waiting.delete(next)
      clearTimeout(next.timer)
      next.start()
    } else if (--line.running === 0) {
      lines.delete(key)
    }
  }

  return async (key, task) => {
    const line = lines.get(key) ?? { running: 0, waiting: new Set() }
    lines.set(key, line)
    if (line.running < atOnce) line.running++
    else await waitIn(line)
    try {
      return await task()
    } finally {
      leave(key, line)
    }
  }
}
