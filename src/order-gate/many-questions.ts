import { createTurns } from '../database/concurrency-limit.js'
import { ApiError } from '../errors/api-error.js'
import type { StateLookup } from './read-question.js'

/** How many questions of one request are decided at the same time: as many as one batch reads in a statement. */
const questionsAtOnce = 64

/** How many look-ups of one request run at the same time. */
const lookUpsAtOnce = 8

/** How long the look-ups of one request may take together, in ms. Clients wait for two minutes or longer. */
const lookUpMs = 60_000

/** Decides a limited number of questions at the same time. Keeps their order. Rejects as soon as `decide` does. */
export async function decideMany<Question, Decision> (
  questions: readonly Question[],
  decide: (question: Question) => Promise<Decision>
): Promise<Decision[]> {
  const decisions: Decision[] = []
  let next = 0
  async function work (): Promise<void> {
    while (next < questions.length) {
      const index = next++
      decisions[index] = await decide(questions[index] as Question)
    }
  }
  try {
    await Promise.all(Array.from({ length: questionsAtOnce }, work))
  } finally {
    // After a rejection the remaining questions need no decision.
    next = questions.length
  }
  return decisions
}

/**
 * Limits the look-ups of one request in number and in time. Look-ups after the time limit throw ServiceOverloaded, so
 * that a slow Partner Center costs a request only some of its decisions.
 */
export function boundLookups (lookup: StateLookup): StateLookup {
  const inTurn = createTurns({ atOnce: lookUpsAtOnce })
  const end = performance.now() + lookUpMs
  return async target => await inTurn('', async () => {
    if (performance.now() >= end) throw new ApiError('ServiceOverloaded', { headers: { 'retry-after': '1' } })
    return await lookup(target)
  })
}
