/**
 * SQL for an instant in ms since the epoch, exact to the microsecond for centuries around 1970. All facts have this one
 * precision. As float8: `extract` yields numeric, which takes PostgreSQL longer.
 */
export const epochMs = (instant: string) => `round(date_part('epoch', ${instant}) * 1000000) / 1000`
