import { isIP } from 'node:net'
import { isLoopback } from '../http/loopback.js'
import type { Kind } from './text-kinds.js'

/** Any text. */
export const text: Kind<string> = { takes: 'a text', parse: text => text }

/** `true` or `false`, also written as 1 and 0. */
export const flag: Kind<boolean> = {
  takes: 'true, false, 1, 0',
  parse: text => ['true', '1'].includes(text) ? true : ['false', '0'].includes(text) ? false : undefined
}

/** A TCP port; with `from: 0`, 0 stands for any free port. */
export const port = ({ from }: { readonly from: 0 | 1 }): Kind<number> => ({
  takes: `a number from ${from} to 65535`,
  parse (text) {
    const number = /^(?:0|[1-9]\d{0,4})$/.test(text) ? Number(text) : NaN
    return number >= from && number <= 65_535 ? number : undefined
  }
})

/** A number of requests a minute; 0 is no limit. */
export const perMinute: Kind<number> = {
  takes: 'a number of requests a minute, or 0 for no limit',
  parse: text => /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** Visible ASCII characters, as a header can hold them. */
export const headerText = unrepeated(
  '1 to 64 visible ASCII characters',
  text => /^[!-~]{1,64}$/.test(text) ? text : undefined
)

/** Texts separated by commas. A separator of another kind would make one text of all. */
export const words = listOf(
  'values without spaces or quotation marks, separated by commas',
  item => !/[\s"';]/.test(item)
)

/** Addresses and networks. Never the whole Internet: every client could then claim any address. */
export const networks = listOf('IP addresses and CIDRs, for example 10.0.0.0/8, separated by commas', isNetwork)

/**
 * A URL without a trailing slash, query or credentials. Plain http is allowed for this machine itself, where nobody can
 * read along, and with `anyHost` for all hosts.
 */
export const webUrl = ({ anyHost }: { readonly anyHost: boolean }): Kind<string> => {
  const isFit = (text: string) => /^https?:\/\//i.test(text) && URL.canParse(text) && !/[@?#\s]/.test(text)
  const isSafe = (text: string) => anyHost || isEncrypted(new URL(text))
  return {
    takes: 'an http or https URL',
    parse: text => isFit(text) && isSafe(text) ? new URL(text).href.replace(/\/+$/, '') : undefined,
    explain (text) {
      // Not repeated: it may hold a password.
      if (text.includes('@')) return 'must not contain credentials.'
      if (!isFit(text)) return `is "${text}": it takes an http or https URL.`
      return `is "${text}": it must begin with https://, as http is for this machine itself.`
    }
  }
}

/** The origin of Partner Center. Tokens are sent there, so the connection is encrypted or never leaves this machine. */
export const partnerCenterOrigin = unrepeated(
  'an https origin, for example https://api.partnercenter.microsoft.com (http only to this machine itself)',
  text => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    return url?.href === `${url?.origin}/` && isEncrypted(url) ? url.origin : undefined
  }
)

/** The URL of a mail server, which may contain a password. */
export const smtpUrl = unrepeated('smtps://user:password@host:port, or smtp:// with STARTTLS', text => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return undefined
  return ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '' ? url.href : undefined
})

/** The sender of mails, with or without a name. */
export const mailAddress = unrepeated(
  'an address, for example Agreements <agreements@example.com>',
  text => /^(?:[^<>\p{Cc}]* <)?[^\s<>@,;]+@[^\s<>@,;]+>?$/u.test(text) ? text : undefined
)

const keyText = 'base64 of at least 32 bytes; make one with `openssl rand -base64 32`'

/** A secret key. */
export const key: Kind<Uint8Array> = {
  takes: keyText,
  // Buffer.from skips whatever is not base64, so a sentence would become a short key.
  parse: text => isBase64(text) && Buffer.from(text, 'base64').length >= 32 ? Buffer.from(text, 'base64') : undefined,
  explain: text => `is ${isBase64(text) ? 'too short' : 'not base64'}: it takes ${keyText}.`
}

/** For texts that an error message must not repeat. */
function unrepeated (takes: string, parse: (text: string) => string | undefined): Kind<string> {
  return { takes, parse, explain: () => `takes ${takes}.` }
}

function listOf (takes: string, isFit: (item: string) => boolean): Kind<readonly string[]> {
  const itemsOf = (text: string) => text.split(',').map(item => item.trim()).filter(item => item !== '')
  return {
    takes,
    parse: text => itemsOf(text).every(isFit) ? itemsOf(text) : undefined,
    explain (text) {
      const wrong = itemsOf(text).filter(item => !isFit(item))
      return `has ${wrong.map(item => `"${item}"`).join(', ')}: it takes ${takes}.`
    }
  }
}

function isBase64 (text: string): boolean {
  return /^[\w+/-]+={0,2}$/.test(text)
}

function isEncrypted ({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

/** An IP address, with or without the length of a prefix, which must be at least 1. */
function isNetwork (text: string): boolean {
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || more.length > 0) return false
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}
