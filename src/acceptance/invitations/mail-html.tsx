import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { PageLanguage } from '../../domain/acceptance/page-language.js'

/** The text of a mail. `url` is one of the paragraphs. */
export interface MailText {
  readonly language: PageLanguage
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly url: string
}

/** Writes a mail in HTML, without remote content. Names are isolated and cannot reverse the text around them. */
export function mailHtml ({ language, subject, paragraphs, url }: MailText): string {
  const html = (
    <html lang={language} dir='ltr'>
      <head>
        <meta charset='utf-8' />
        <title>{subject}</title>
      </head>
      <body>
        {paragraphs.map(text => (
          <p key={text}>{text === url ? <a href={url}>{url}</a> : withNames(text)}</p>
        ))}
      </body>
    </html>
  )
  return `<!DOCTYPE html>\n${renderToString(html)}\n`
}

// Characters for private use, which `plainName` removes from names.
const [nameBegins, nameEnds] = ['\uE000', '\uE001']

/** Marks a name, for {@link mailHtml} to isolate. */
export function markName (name: string): string {
  return `${nameBegins}${name}${nameEnds}`
}

function withNames (text: string): Array<string | VNode> {
  return text.split(/[\uE000\uE001]/).map((part, index) => index % 2 === 0 ? part : <bdi key={index}>{part}</bdi>)
}
