import type { ComponentChildren } from 'preact'
import { countries } from '../../../domain/agreements/agreement-locale.js'
import { pathOf, type Entry } from '../entry.js'
import { Layout, nameOf, type View } from './view.js'
import type { Notice } from '../words/words.js'

/** The button to sign in, which leads back to `entry`. It is a form, because mail scanners follow links. */
function SignInForm ({
  view,
  entry,
  label,
  children
}: {
  view: View
  entry: Entry
  label: string
  children?: ComponentChildren
}) {
  return (
    <form method='post' action={`${view.base}/accept/sign-in?lang=${view.language}`}>
      <input type='hidden' name='entry' value={pathOf(entry)} />
      {children}
      <button class='primary'>{label}</button>
    </form>
  )
}

/** The page before signing in. It does not show which partner asks for what. */
export function SignInPage ({ view, entry }: { view: View, entry: Entry }) {
  const { signIn } = view.words
  return (
    <Layout view={view} title={signIn.title}>
      <h1>{signIn.title}</h1>
      <p class='lead'>{signIn.text}</p>
      <SignInForm view={view} entry={entry} label={signIn.button}>
        <p class='box'>
          <input type='checkbox' id='stay' name='stay' value='yes' />
          <label for='stay'>{signIn.stay}</label>
        </p>
      </SignInForm>
      <p class='hint'>{signIn.hint}</p>
    </Layout>
  )
}

/** The page for every link that does not work, for whatever reason. */
export function BadLinkPage ({ view }: { view: View }) {
  const { badLink, signIn, partners } = view.words
  return (
    <Layout view={view} title={badLink.title}>
      <h1>{badLink.title}</h1>
      <p class='lead'>{badLink.text}</p>
      {view.session === undefined
        ? <><p>{badLink.signIn}</p><SignInForm view={view} entry={{ kind: 'partners' }} label={signIn.button} /></>
        : <p><a href={`${view.base}/accept/partners?lang=${view.language}`}>{partners.title}</a></p>}
    </Layout>
  )
}

/** A page with one message, and optionally a link, or a button to sign in with another account. */
export function NoticePage ({
  view,
  notice,
  link,
  again
}: {
  view: View
  notice: Notice
  link?: { href: string, label: string } | undefined
  again?: Entry | undefined
}) {
  return (
    <Layout view={view} title={notice.title}>
      <h1>{notice.title}</h1>
      <p class='lead'>{notice.text}</p>
      {link === undefined
        ? null
        : (
          <p>
            <a class='button' href={link.href}>
              {link.label}
            </a>
          </p>
          )}
      {again === undefined ? null : <SignInForm view={view} entry={again} label={view.words.signIn.again} />}
    </Layout>
  )
}

/** Asks for the country of a customer that is not registered yet. `fields` repeat the request. */
export function CountryPage ({ view, fields }: { view: View, fields: Readonly<Record<string, string>> }) {
  const { country } = view.words
  const named = countries.map(code => ({ code, name: nameOf('region', code, view.language) }))
  const collator = new Intl.Collator(view.language)
  named.sort((one, other) => collator.compare(one.name, other.name))
  return (
    <Layout view={view} title={country.title}>
      <h1>{country.title}</h1>
      <p class='lead'>{country.text}</p>
      <form method='get' action={`${view.base}/accept/relationship`}>
        {Object.entries(fields).map(([name, value]) => <input key={name} type='hidden' name={name} value={value} />)}
        <input type='hidden' name='lang' value={view.language} />
        <div class='field'>
          <label for='country'>{country.label}</label>
          <select id='country' name='country' autocomplete='country' required>
            <option value='' />
            {named.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
          </select>
        </div>
        <button class='primary'>{country.button}</button>
      </form>
    </Layout>
  )
}
