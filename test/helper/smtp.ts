import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'

/** A small SMTP server on the loopback address: enough of RFC 5321 to take mail, or to refuse it. */
export interface MailServer {
  readonly url: string
  /** Envelope and text of what it took. */
  readonly taken: Array<{ from: string, to: string[], data: string }>
  /** How many connections to it are open. */
  readonly connections: () => number
  /** How it goes about it; `drip` sends a byte at a time and never ends a line, nor hangs up. `hold` takes a mail and does not say so. */
  mode: 'take' | 'refuse' | 'silent' | 'drip' | 'hold'
  /** Says of all mails that were held that they are taken. */
  readonly release: () => void
}

/** Starts one; closed when the test ends. */
export async function startMailServer (t: Test): Promise<MailServer> {
  const sockets = new Set<Socket>()
  const held: Array<() => void> = []
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    converse(socket, mailServer, say => held.push(say))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const mailServer: MailServer = { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, taken: [], connections: () => sockets.size, mode: 'take', release: () => { for (const say of held.splice(0)) say() } }
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return mailServer
}

function converse (socket: Socket, server: MailServer, hold: (say: () => void) => void): void {
  if (server.mode === 'silent') {
    socket.resume()
    return
  }
  if (server.mode === 'drip') {
    socket.allowHalfOpen = true
    const timer = setInterval(() => socket.write('2'), 20)
    socket.resume().once('close', () => clearInterval(timer))
    return
  }
  let received = ''
  let mail = { from: '', to: [] as string[], data: '' }
  let inData = false
  socket.setEncoding('utf8').write('220 test ESMTP\r\n')
  socket.on('data', (chunk: string) => {
    received += chunk
    for (;;) {
      const end = received.indexOf(inData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const line = received.slice(0, end)
      received = received.slice(end + (inData ? 5 : 2))
      if (inData) {
        server.taken.push({ ...mail, data: line })
        mail = { from: '', to: [], data: '' }
        inData = false
        if (server.mode === 'hold') hold(() => socket.write('250 taken\r\n'))
        else socket.write('250 taken\r\n')
      } else socket.write(answer(line))
    }
  })

  function answer (line: string): string {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') return '250-test\r\n250 8BITMIME\r\n'
    if (verb === 'MAIL') mail.from = line
    if (verb === 'RCPT') {
      if (server.mode === 'refuse') return '550 no such user ada@adventure-works.example\r\n'
      mail.to.push(line)
    }
    if (verb === 'QUIT') return '221 bye\r\n'
    inData = verb === 'DATA'
    return inData ? '354 go on\r\n' : '250 ok\r\n'
  }
}
