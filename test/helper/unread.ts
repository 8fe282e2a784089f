import { once } from 'node:events'
import { readdir, readlink } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { bytes } from './wire.js'

setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void

/** A GET of `path` as bytes, `count` times. */
export function pipelined (path: string, count: number, headers: readonly string[] = []): Buffer {
  const one = bytes([`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers])
  return Buffer.concat(Array.from({ length: count }, () => one))
}

/** A client that sends all of this, and reads nothing. */
export async function sendUnread (port: number, sent: Buffer): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  await once(socket, 'connect')
  socket.write(sent)
  return socket
}

/** The memory of this process that is in use, in MB, and the files that it has open (none where /proc is missing). */
export async function resources (): Promise<{ readonly megabytes: number, readonly files: readonly string[] }> {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  const handles = await readdir('/proc/self/fd').catch(() => [])
  const links = await Promise.all(handles.map(handle => readlink(`/proc/self/fd/${handle}`).catch(() => '')))
  return {
    megabytes: (heapUsed + external) / 1024 / 1024,
    files: links.filter(link => /^\/(?!dev|proc)/.test(link)).sort()
  }
}
