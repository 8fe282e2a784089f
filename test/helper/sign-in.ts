/** What came of sending the sandbox's sign-in form. */
export interface SignInAnswer {
  readonly status: number
  /** Where the browser is sent; `undefined` where the form comes back. */
  readonly callback: URL | undefined
  readonly page: string
}

/** Fills the sandbox's sign-in form at an authorization URL, as a browser without script or cookies does. */
export async function signInAt (authorization: URL, username: string, password = 'sandbox'): Promise<SignInAnswer> {
  const answer = await fetch(authorization, { method: 'POST', body: new URLSearchParams({ username, password }), redirect: 'manual' })
  const location = answer.headers.get('location')
  return { status: answer.status, callback: location === null ? undefined : new URL(location), page: await answer.text() }
}
