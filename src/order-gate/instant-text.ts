const dayMs = 86_400_000
const daysRemembered = 4_096

const days = new Map<number, string>()
const padded = (width: number) =>
  Array.from({ length: 10 ** width }, (_, number) => String(number).padStart(width, '0'))
const [twoDigits, threeDigits] = [padded(2), padded(3)]

/**
 * An instant (ms since the epoch) in ISO 8601, as `toISOString` of a Date writes it. Days are remembered: to have Date
 * write the instants of a decision took longer than to decide.
 */
export function instantText (epochMs: number): string {
  const ms = Math.trunc(epochMs)
  const day = Math.floor(ms / dayMs)
  const seconds = Math.floor((ms - day * dayMs) / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${dayText(day)}T${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${threeDigits[ms - day * dayMs - seconds * 1000]}Z`
}

function dayText (day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  if (days.size === daysRemembered) days.clear()
  const text = new Date(day * dayMs).toISOString().slice(0, -'T00:00:00.000Z'.length)
  days.set(day, text)
  return text
}
