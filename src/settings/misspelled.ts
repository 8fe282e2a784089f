import type { Environment } from './config.js'

/** A variable that is probably meant to be a setting. */
export interface MisspelledSetting {
  readonly given: string
  readonly meant: string
}

// Many programs have variables of these names or similar ones: LOGLEVEL, SERVER_IP, HOSTNAME, PORT_1.
const tooCommon: ReadonlySet<string> = new Set([
  'HOST', 'PORT', 'LOG_LEVEL', 'SERVER_ID', 'SANDBOX', 'PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD'
])

// Kubernetes sets these for each service, with its name in front: PUBLIC_SERVICE_HOST, DATABASE_PORT_5432_TCP_ADDR.
const ofKubernetes = /_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/

/**
 * Returns the variables of an environment that look like misspelled settings. An environment has many variables of
 * other programs, so a variable counts only if the setting that it resembles is absent, and if
 *
 * - it differs from the setting by one edit, or one in seven characters: PUBLIC_URI, DUPLICATE_AGREEMENTS_STATUS; or
 * - it differs only in the end of the last word: TRUSTED_PROXY.
 */
export function misspelledSettings (environment: Environment, settings: readonly string[]): MisspelledSetting[] {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== ''
  const candidates = settings.filter(setting => !tooCommon.has(setting) && !isSet(setting))
  const others = Object.keys(environment).filter(
    name => isSet(name) && !settings.includes(name) && !ofKubernetes.test(name)
  )
  return others.flatMap(given => {
    const meant = candidates.find(setting => resembles(given.toUpperCase(), setting))
    return meant === undefined ? [] : [{ given, meant }]
  })
}

function resembles (name: string, setting: string): boolean {
  if (isWithin(Math.max(1, Math.floor(setting.length / 7)), name, setting)) return true
  const lastWord = setting.lastIndexOf('_') + 1
  const shared = setting.slice(0, lastWord + 4)
  return lastWord > 0 && shared.length < setting.length && name.startsWith(shared) && !name.includes('_', shared.length)
}

/** Whether so many edits make one text of another; an edit inserts, deletes, replaces or swaps neighbours. */
function isWithin (edits: number, from: string, to: string): boolean {
  if (Math.abs(from.length - to.length) > edits) return false
  let same = 0
  while (same < from.length && from[same] === to[same]) same++
  const [given, meant] = [from.slice(same), to.slice(same)]
  if (given === meant || edits === 0) return given === meant
  const isSwap = given[0] === meant[1] && given[1] === meant[0]
  return (
    isWithin(edits - 1, given.slice(1), meant) ||
    isWithin(edits - 1, given, meant.slice(1)) ||
    isWithin(edits - 1, given.slice(1), meant.slice(1)) ||
    (isSwap && isWithin(edits - 1, given.slice(2), meant.slice(2)))
  )
}
