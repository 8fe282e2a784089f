/** Settings, or a file of the operator, are wrong. Each problem is a sentence for the operator. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly string[]

  constructor (problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
