import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { acceptancePageClient } from './authorization-request.js'

/** What the form shows. */
interface SignInPageProps {
  /** The user name to prefill. */
  readonly userName: string
  /** Whether the user name needs its domain, because the tenant is unknown. */
  readonly needsDomain: boolean
  /** Whether the form is shown again after a wrong user name or password. */
  readonly isRejected: boolean
}

/** The form to sign in with. */
export function signInPage ({ userName, needsDomain, isRejected }: SignInPageProps): string {
  const invalid = isRejected ? ({ 'aria-invalid': true } as const) : {}
  return page(
    isRejected ? 'Error: sign in (sandbox)' : 'Sign in (sandbox)',
    <>
      <h1>Sign in</h1>
      <p>to {acceptancePageClient.name}</p>
      {/* Without an action the form is sent to the URL of the page, whose query contains the request. */}
      <form method='post'>
        {isRejected && (
          <p id='refusal' class='refusal' role='alert'>
            The user name or the password is wrong, or the account belongs to another organization.
          </p>
        )}
        <label for='username'>User name</label>
        <p id='hint' class='hint'>
          {needsDomain
            ? 'With its domain, for example admin@adventure-works.example'
            : 'With or without its domain, for example admin'}
        </p>
        <input
          id='username'
          name='username'
          type='text'
          inputMode='email'
          autocomplete='username'
          autocapitalize='none'
          spellcheck={false}
          required
          value={userName}
          autofocus={isRejected}
          aria-describedby={isRejected ? 'refusal hint' : 'hint'}
          {...invalid}
        />
        <label for='password'>Password</label>
        <input
          id='password'
          name='password'
          type='password'
          autocomplete='current-password'
          required
          {...(isRejected && { 'aria-describedby': 'refusal' })}
          {...invalid}
        />
        <button type='submit'>Sign in</button>
      </form>
    </>
  )
}

/** The page about an invalid request. */
export function problemPage (problem: string): string {
  return page('Sign-in is not possible (sandbox)', (
    <>
      <h1>Sign-in is not possible</h1>
      <p>The application's request is not valid: {problem}</p>
    </>
  ))
}

function page (title: string, content: ComponentChildren): string {
  return `<!doctype html>${renderToString(
    <html lang='en'>
      <head>
        <meta charset='utf-8' />
        <meta name='viewport' content='width=device-width, initial-scale=1' />
        <title>{title}</title>
        <link rel='stylesheet' href='authorize.css' />
      </head>
      <body>
        <header>
          <strong>Sandbox.</strong> This page stands in for Microsoft Entra ID in tests. Never enter a real password.
        </header>
        <main>{content}</main>
      </body>
    </html>
  )}`
}

/** The pages' style sheet. */
export const signInStyles = `
:root { color-scheme: light; font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1f; background: #f3f3f6 }
* { box-sizing: border-box }
body { margin: 0 }
header { padding: .75rem 1rem; background: #5c3b00; color: #fff; text-align: center }
main {
  max-width: 26rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #c8c8d0;
  overflow-wrap: anywhere
}
h1 { margin: 0; font-size: 1.5rem }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { width: 100%; min-height: 2.75rem; padding: .5rem; font: inherit; border: 1px solid #6b6b78; border-radius: 2px }
input[aria-invalid] { border: 2px solid #a80000 }
button {
  width: 100%; min-height: 2.75rem; margin-top: 1.5rem; font: inherit; font-weight: 600; color: #fff;
  background: #0b5394; border: 1px solid #0b5394; border-radius: 2px; cursor: pointer
}
:focus-visible { outline: 3px solid #1b1b1f; outline-offset: 2px }
.hint { margin: 0 }
.refusal {
  margin: 1rem 0 0; padding: .5rem .75rem; color: #7a0000; border-left: 4px solid #a80000; background: #fdf1f1
}
`
