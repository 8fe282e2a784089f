import { findBinaries } from './embedded/binaries.js'
import { prepareCluster } from './embedded/cluster.js'
import { ephemeralPlace, removeFolder, removeLeftovers } from './embedded/ephemeral.js'
import { lockFolder } from './embedded/lock.js'
import { clusterOf, findPlace, type Place } from './embedded/place.js'
import { startServer, type Server } from './embedded/server.js'
import { stopStaleServer } from './embedded/stale.js'

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
 * As root the server runs under another account; where that may not enter `dataFolder`, the data is elsewhere. Rejects
 * when a running process uses the folder, another major version made its data, or no PostgreSQL can run here.
 */
export async function startEmbeddedPostgres ({ dataFolder, ephemeral = false, log }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = ephemeral ? await ephemeralPlace() : await findPlace(dataFolder, log)
  const unlock = await lockFolder(place.folder)
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

async function startOn (place: Place, durable: boolean, log: (line: string) => void): Promise<{ server: Server, password: string }> {
  const binaries = await findBinaries(place.account)
  const formerPid = await stopStaleServer(clusterOf(place.folder), log)
  const password = await prepareCluster(place, binaries, durable)
  const server = await startServer({ place, binaries, formerPid, log })
  return { server, password }
}

function embedded (dataFolder: string, password: string, server: Server, leave: () => Promise<void>): EmbeddedPostgres {
  let stopped: Promise<void> | undefined
  return {
    dataFolder,
    url: database => `postgres://postgres:${password}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`,
    async stop () {
      stopped ??= server.stop().then(leave)
      await stopped
    }
  }
}
