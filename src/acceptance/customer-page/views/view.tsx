import type { ComponentChildren, VNode } from 'preact'
import { renderToStringAsync } from 'preact-render-to-string'
import { pageLanguages, type PageLanguage } from '../../../domain/acceptance/page-language.js'
import type { Session } from '../sign-in/session.js'
import { wordsOf, type Words } from '../words/words.js'

/** What every page needs. */
export interface View {
  readonly language: PageLanguage
  readonly words: Words
  /** The path of the public URL, which precedes `/accept` in links. It is mostly empty. */
  readonly base: string
  /** The part of the query that links of this page must repeat. It ends with `&` unless it is empty. */
  readonly query: string
  readonly session: Session | undefined
}

/** The view of a page in a language, for the user of a session. */
export function viewOf (language: PageLanguage, publicUrl: string, session?: Session, query = ''): View {
  return { language, words: wordsOf(language), base: new URL(publicUrl).pathname.replace(/\/$/, ''), query, session }
}

/** Renders a page as HTML. The renderer escapes all texts and attributes. */
export async function draw (page: VNode): Promise<string> {
  return `<!doctype html>${await renderToStringAsync(page)}`
}

/** The frame of every page. */
export function Layout ({ view, title, children }: { view: View, title: string, children: ComponentChildren }) {
  const { words, language, base, session } = view
  return (
    <html lang={language}>
      <head>
        <meta charset='utf-8' />
        <meta name='viewport' content='width=device-width, initial-scale=1' />
        <title>{title}</title>
        <link rel='stylesheet' href={`${base}/accept/style.css`} />
      </head>
      <body>
        <header class='top'>
          <p class='mark'>{words.agreement}</p>
          {session === undefined ? null : <Account view={view} session={session} />}
        </header>
        <main>{children}</main>
        <footer>
          <nav aria-label={words.chooseLanguage}>
            <ul class='languages'>{pageLanguages.map(one => <LanguageLink key={one} view={view} to={one} />)}</ul>
          </nav>
        </footer>
      </body>
    </html>
  )
}

function LanguageLink ({ view, to }: { view: View, to: PageLanguage }) {
  return (
    <li>
      <a
        href={`?${view.query}lang=${to}`}
        lang={to}
        hreflang={to}
        aria-current={to === view.language ? 'true' : undefined}
      >
        {wordsOf(to).ownName}
      </a>
    </li>
  )
}

function Account ({ view: { words, base, language }, session }: { view: View, session: Session }) {
  return (
    <form class='account' method='post' action={`${base}/accept/sign-out?lang=${language}`}>
      <input type='hidden' name='formKey' value={session.formKey} />
      <span>{words.signedInAs} <bdi>{session.userName}</bdi></span>
      <button class='quiet'>{words.signOut}</button>
    </form>
  )
}

/** A day and time in UTC, in the page's language. */
export function Moment ({ view, at }: { view: View, at: Date }) {
  return <time datetime={at.toISOString()}>{momentText(view, at)}</time>
}

/** {@link Moment} as text. */
export function momentText ({ language }: View, at: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' }).format(at)
}

/** A day in UTC, in the page's language. */
export function Day ({ view: { language }, at }: { view: View, at: Date }) {
  return (
    <time datetime={at.toISOString().slice(0, 10)}>
      {new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(at)}
    </time>
  )
}

/** The name of a language or country, such as "German (Germany)", in a page's language. */
export function nameOf (type: 'language' | 'region', code: string, language: PageLanguage): string {
  try {
    return new Intl.DisplayNames([language], { type }).of(code) ?? code
  } catch {
    return code
  }
}
