import { createTurns } from '../database/turns.js'
import { ApiError } from '../errors/api-error.js'
import type { StateLookup } from './read-question.js'

/** How many questions of one request are under way at once: as many as share a statement. */
const questionsAtOnce = 64

/** How many look-ups of one request are under way at once. */
const lookUpsAtOnce = 8

/** How long one request may look things up, in ms. Clients wait for two minutes or longer. */
const lookUpMs = 60_000

/** Answers the questions of a request, in their order and a limited number at once. Rejects as soon as `answer` does. */
export async function answerMany<Question, Answer> (
  questions: readonly Question[],
  answer: (question: Question) => Promise<Answer>
): Promise<Answer[]> {
  const answers: Answer[] = []
  let next = 0
  async function work (): Promise<void> {
    while (next < questions.length) {
      const index = next++
      answers[index] = await answer(questions[index] as Question)
    }
  }
  try {
    await Promise.all(Array.from({ length: questionsAtOnce }, work))
  } finally {
    // After a rejection nobody is left to read the other answers.
    next = questions.length
  }
  return answers
}

/**
 * Bounds the look-ups of one request, in number and in time. The look-ups that come too late throw ServiceOverloaded,
 * so that a slow Partner Center leaves a request with some answers instead of none.
 */
export function boundLookups (lookup: StateLookup): StateLookup {
  const inTurn = createTurns({ atOnce: lookUpsAtOnce })
  const end = performance.now() + lookUpMs
  return async target => await inTurn('', async () => {
    if (performance.now() >= end) throw new ApiError('ServiceOverloaded', { headers: { 'retry-after': '1' } })
    return await lookup(target)
  })
}
