/** The instant of acceptance as this service keeps it and answers with it. */
export interface DateAgreed {
  /** ISO 8601 in UTC, always with `Z`, with the fraction digits that were sent, at most 7 (100 ns, .NET's tick). */
  readonly text: string
  /** ms since the epoch, fraction cut off. */
  readonly epochMs: number
}

/**
 * How far ahead of the server's clock an acceptance may lie: clients send local time without a zone, or labelled
 * as UTC, and no zone is further ahead than UTC+14.
 */
export const futureToleranceMs = 14 * 60 * 60 * 1000

const spelling = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?$/i

/**
 * Reads every spelling that Partner Center's clients send: `Z`, an offset of at most 14 hours, no zone (taken as
 * UTC), or the date alone; 0 to 9 fraction digits, of which 7 are kept. `undefined` for anything else, for days that
 * do not exist, and for instants outside the years 1 to 9999.
 */
export function parseDateAgreed (given: string): DateAgreed | undefined {
  const parts = spelling.exec(given)
  if (parts === null) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts
  const local = instantOf(`${year}-${month}-${day}`, `${hour}:${minute}:${second}`)
  const offset = offsetOf(zone)
  if (local === undefined || offset === undefined) return undefined
  const utc = new Date(local - offset)
  if (utc.getUTCFullYear() < 1 || utc.getUTCFullYear() > 9999) return undefined
  const kept = fraction.slice(0, 7)
  const text = utc.toISOString().slice(0, 19) + (kept === '' ? '' : `.${kept}`) + 'Z'
  return { text, epochMs: utc.getTime() + Number(kept.padEnd(3, '0').slice(0, 3)) }
}

/** R8: whether the date lies in the future, beyond what a client's time zone explains. */
export function isInFuture (dateAgreed: DateAgreed, now: Date): boolean {
  return dateAgreed.epochMs > now.getTime() + futureToleranceMs
}

/** `undefined` where Date would roll over: it turns 30 February into 1 March. */
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
