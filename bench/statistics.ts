/** The middle of some numbers; of an even count, the mean of the two middle ones. NaN of none. */
export function median (values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (Number.isInteger(middle)) return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
  return sorted[Math.floor(middle)] ?? NaN
}

/** The value that a share of the numbers does not exceed, of numbers sorted upwards. NaN of none. */
export function quantile (sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** The values of one figure, a round each. */
export type Series = readonly number[]

/** Divides round by round, so that what slowed a whole round down cancels out. */
export function ratios (numerator: Series, denominator: Series): number[] {
  return numerator.map((value, round) => value / (denominator[round] ?? NaN))
}
