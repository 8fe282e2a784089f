/**
 * What a text from outside may be: a setting, an option of a command, a column of a file.
 *
 * TypeBox and `env-schema` (Ajv) were tried instead. Every value here arrives as text, so their types would be patterns
 * and functions, and their error messages repeat the pattern. Reading a value through TypeBox takes 11 microseconds
 * instead of 0.1, so an import of a million customers would take 30 seconds longer.
 */
export interface Kind<Value> {
  /** Completes "it takes ...". */
  readonly takes: string
  /** Returns `undefined` for a wrong text. Texts arrive trimmed and are never empty. */
  readonly parse: (text: string) => Value | undefined
  /** Set where an error message must not repeat the text: names, and URLs with passwords. */
  readonly isPrivate?: true
  /** Completes "<name> ..." for a wrong text; without it, the sentence is made from `takes`. */
  readonly explain?: (text: string) => string
}

/** What is wrong with a text that the kind does not take; completes "<name> ...". */
export function problemOf ({ takes, isPrivate, explain }: Kind<unknown>, text: string): string {
  return explain?.(text) ?? `is ${isPrivate === true ? 'unfit' : quoted(text)}: it takes ${takes}.`
}

/** A text as an error message repeats it, in short. */
export function quoted (text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`
}

/** One of some words, exactly. */
export function oneOf<Value extends string> (values: readonly Value[]): Kind<Value> {
  return { takes: values.join(', '), parse: text => values.find(value => value === text) }
}

/** Where a PostgreSQL is, and as whom to connect. */
export const postgresUrl = (whose: string): Kind<string> => ({
  takes: `a postgres:// URL, of ${whose}`,
  parse: text => URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol) ? text : undefined,
  isPrivate: true
})
