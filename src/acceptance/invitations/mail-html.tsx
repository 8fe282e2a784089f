import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { PageLanguage } from '../../domain/page-language.js'

/** The text of a mail; `url` is one of the paragraphs. */
export interface MailText {
  readonly language: PageLanguage
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly url: string
}

/** A mail in HTML, without remote content. Names that {@link markName} marked do not turn the writing around them. */
export function mailHtml ({ language, subject, paragraphs, url }: MailText): string {
  const html = (
    <html lang={language} dir='ltr'>
      <head><meta charset='utf-8' /><title>{subject}</title></head>
      <body>{paragraphs.map(text => <p key={text}>{text === url ? <a href={url}>{url}</a> : withNames(text)}</p>)}</body>
    </html>
  )
  return `<!DOCTYPE html>\n${renderToString(html)}\n`
}

// Private characters, which no plain name contains.
const [nameBegins, nameEnds] = ['\uE000', '\uE001']

/** Marks a name within the text of {@link mailHtml}. */
export function markName (name: string): string {
  return `${nameBegins}${name}${nameEnds}`
}

function withNames (text: string): Array<string | VNode> {
  return text.split(/[\uE000\uE001]/).map((part, index) => index % 2 === 0 ? part : <bdi key={index}>{part}</bdi>)
}
