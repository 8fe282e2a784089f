/** Everything that is wrong with the settings or with a file of the operator, a sentence each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly faults: readonly string[]

  constructor (faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}
