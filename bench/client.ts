import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Load, LoadResult } from './load.js'
import { quantile } from './statistics.js'
import type { Workload } from './workload.js'

/** What this process is told to do, in its one message. */
export interface ClientOrder extends Workload, Load {
  readonly firstUnique: number
}

/** At a fixed rate, what this process needs to get up to its own speed: it would count as the server's latency. */
const warmUpMs = 1000

interface Line {
  readonly socket: Socket
  /** When the request that it waits for was due; NaN while it waits for none. */
  due: number
  received: Buffer | undefined
}

/**
 * A load generator over bare sockets: an HTTP client's comforts would take a good part of the processor that the
 * server is to have. At a fixed rate requests are due at even intervals whatever happened to those before, and
 * latency counts from then: a stalled server is not spared the requests that it keeps from being sent.
 */
class Client {
  readonly #order: ClientOrder
  readonly #parts: string[][]
  readonly #lines: Line[] = []
  readonly #latencies: number[] = []
  readonly #overdue: number[] = []
  #refused = 0
  #broken = 0
  #sent = 0
  #countsFrom = 0
  #ended = false

  constructor (order: ClientOrder) {
    this.#order = order
    this.#parts = order.templates.map(template => template.split('%012d'))
  }

  async run (): Promise<LoadResult> {
    const { connections, seconds, rate } = this.#order
    await Promise.all(Array.from({ length: connections }, () => this.#open()))
    const start = performance.now()
    if (rate === undefined) {
      for (const line of this.#lines) this.#send(line, performance.now())
      await sleep(seconds * 1000)
    } else {
      this.#countsFrom = start + warmUpMs
      await this.#keepTo(rate, this.#countsFrom + seconds * 1000, start)
    }
    this.#ended = true
    const elapsed = (performance.now() - Math.max(start, this.#countsFrom)) / 1000
    const sorted = Float64Array.from(this.#latencies).sort()
    return { responses: sorted.length, seconds: elapsed, refused: this.#refused, broken: this.#broken, p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) }
  }

  async #keepTo (rate: number, end: number, start: number): Promise<void> {
    let due = start
    while (performance.now() < end) {
      for (; due <= performance.now(); due += 1000 / rate) this.#overdue.push(due)
      for (const line of this.#lines) if (Number.isNaN(line.due)) this.#sendOverdue(line)
      // A timer's millisecond counts as latency; waiting busily would take a core from the server.
      await sleep(1)
    }
  }

  #sendOverdue (line: Line): void {
    const due = this.#overdue.shift()
    if (due !== undefined) this.#send(line, due)
  }

  async #open (): Promise<void> {
    const socket = connect(this.#order.port, '127.0.0.1').setNoDelay(true)
    const line: Line = { socket, due: NaN, received: undefined }
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    socket.on('error', () => {})
    socket.on('close', () => { if (!this.#ended) this.#broken++ })
    socket.on('data', chunk => this.#receive(line, chunk))
    this.#lines.push(line)
  }

  #send (line: Line, due: number): void {
    const number = this.#sent++
    const [before, between, after] = this.#parts[number % this.#parts.length] as [string, string, string?]
    const customer = String(Math.floor(Math.random() * this.#order.customers)).padStart(12, '0')
    const rest = after === undefined ? between : between + String(this.#order.firstUnique + number).padStart(12, '0') + after
    line.due = due
    line.socket.write(before + customer + rest, 'latin1')
  }

  #receive (line: Line, chunk: Buffer): void {
    const bytes = line.received === undefined ? chunk : Buffer.concat([line.received, chunk])
    line.received = bytes
    const headEnd = bytes.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    const head = bytes.toString('latin1', 0, headEnd)
    const length = Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1])
    if (bytes.length < headEnd + 4 + length) return
    line.received = undefined
    if (Number(head.slice(9, 12)) >= 400) this.#refused++
    if (this.#ended) return
    if (line.due >= this.#countsFrom) this.#latencies.push(performance.now() - line.due)
    line.due = NaN
    if (this.#order.rate === undefined) this.#send(line, performance.now())
    else this.#sendOverdue(line)
  }
}

process.once('message', async order => { process.send?.(await new Client(order as ClientOrder).run()) })
