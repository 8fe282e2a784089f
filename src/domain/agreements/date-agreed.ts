/** The instant of acceptance, as this service stores and returns it. */
export interface DateAgreed {
  /** ISO 8601 in UTC with `Z`. Keeps the fraction digits that were sent, at most 7 (100 ns, the tick of .NET). */
  readonly text: string
  /** ms since the epoch; smaller fractions are cut off. */
  readonly epochMs: number
}

/**
 * How far an acceptance may lie ahead of the server's clock, in ms. Clients send local time without a zone or marked as
 * UTC, and no zone is further ahead than UTC+14.
 */
export const futureToleranceMs = 14 * 60 * 60 * 1000

const datePattern = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?$/i

/**
 * Parses the spellings that Partner Center's clients send:
 *
 * - with `Z`, with an offset of at most 14 hours, or without a zone (read as UTC);
 * - a date alone (read as midnight UTC);
 * - with 0 to 9 fraction digits, of which 7 are kept.
 *
 * Returns `undefined` for any other text, for days that do not exist, and for instants outside the years 1 to 9999.
 */
export function parseDateAgreed (given: string): DateAgreed | undefined {
  const parts = datePattern.exec(given)
  if (parts === null) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts
  const local = instantOf(`${year}-${month}-${day}`, `${hour}:${minute}:${second}`)
  const offset = offsetOf(zone)
  if (local === undefined || offset === undefined) return undefined
  const utc = new Date(local - offset)
  if (utc.getUTCFullYear() < 1 || utc.getUTCFullYear() > 9999) return undefined
  const keptFraction = fraction.slice(0, 7)
  const text = utc.toISOString().slice(0, 19) + (keptFraction === '' ? '' : `.${keptFraction}`) + 'Z'
  return { text, epochMs: utc.getTime() + Number(keptFraction.padEnd(3, '0').slice(0, 3)) }
}

/** R8: returns whether the date lies in the future by more than a client's time zone can explain. */
export function isInFuture (dateAgreed: DateAgreed, now: Date): boolean {
  return dateAgreed.epochMs > now.getTime() + futureToleranceMs
}

/** Returns `undefined` for days that do not exist: `Date` alone would turn 30 February into 1 March. */
function instantOf (day: string, time: string): number | undefined {
  const instant = new Date(`${day}T${time}Z`)
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== `${day}T${time}`) return undefined
  return instant.getTime()
}

function offsetOf (zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
