import type { Environment } from './environment-reader.js'

/** A variable that is probably meant to be a setting. */
export interface MisspelledSetting {
  readonly given: string
  readonly meant: string
}

// Names that many programs have variables of, or near which they have some: LOGLEVEL, SERVER_IP, HOSTNAME, PORT_1.
const tooCommon: ReadonlySet<string> = new Set(['HOST', 'PORT', 'LOG_LEVEL', 'SERVER_ID', 'SANDBOX', 'PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD'])

// What Kubernetes sets for each service, whatever its name: PUBLIC_SERVICE_HOST, DATABASE_PORT_5432_TCP_ADDR.
const ofKubernetes = /_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/

/**
 * The variables of an environment that look like misspelled settings. An environment has many variables of others, so one
 * counts only if the setting that it resembles is absent, and if
 *
 * - it differs from it by one edit, or by one in seven characters: PUBLIC_URI, DUPLICATE_AGREEMENTS_STATUS, publicUrl; or
 * - it differs only in the end of the last word: TRUSTED_PROXY.
 */
export function misspelledSettings (environment: Environment, settings: ReadonlySet<string>): MisspelledSetting[] {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== ''
  return Object.keys(environment).filter(name => !settings.has(name) && !ofKubernetes.test(name)).flatMap(given => {
    const meant = [...settings].find(setting => !tooCommon.has(setting) && resembles(given.toUpperCase(), setting) && !isSet(setting))
    return meant !== undefined && isSet(given) ? [{ given, meant }] : []
  })
}

function resembles (name: string, setting: string): boolean {
  const allowed = Math.max(1, Math.floor(setting.length / 7))
  if (Math.abs(name.length - setting.length) <= allowed && editDistance(name, setting) <= allowed) return true
  const lastWord = setting.lastIndexOf('_') + 1
  const shared = setting.slice(0, lastWord + 4)
  return lastWord > 0 && shared.length < setting.length && name.startsWith(shared) && !name.includes('_', shared.length)
}

/** How many characters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function editDistance (from: string, to: string): number {
  const rows: number[][] = Array.from({ length: from.length + 1 }, (_, row) => Array.from({ length: to.length + 1 }, (_, column) => row === 0 ? column : row))
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const steps = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (isSame ? 0 : 1)]
      if (isSwapped) steps.push(at(row - 2, column - 2) + 1);
      (rows[row] as number[])[column] = Math.min(...steps)
    }
  }
  return at(from.length, to.length)
}
