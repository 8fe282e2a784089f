import type { Selectable } from 'kysely'
import type { Tables } from './tables.js'

/** A row of a table as it is read. Timestamps are `Date` (ms), dates `YYYY-MM-DD`, bigints and numerics text. */
export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>
