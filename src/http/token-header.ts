/**
 * Header parameters under which a token is to be read in another way: extensions that must be understood (`crit`), a
 * payload that is not encoded (`b64`, RFC 7797), another token inside (`cty`, RFC 7519, section 5.2), compression and
 * encryption. jose and oauth4webapi ignore all of them but `crit`, and the first `b64` too where `crit` does not list it.
 * Entra ID sends none.
 */
const unsupported = ['crit', 'b64', 'cty', 'zip', 'enc'] as const

/** The name of a parameter that this service cannot honour, so that the token must be rejected; else `undefined`. */
export function unsupportedParameter (header: object): string | undefined {
  return unsupported.find(name => Object.hasOwn(header, name))
}
