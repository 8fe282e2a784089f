/**
 * Header parameters that change how a token must be read: critical extensions (`crit`), a payload that is not encoded
 * (`b64`, RFC 7797), a nested token (`cty`, RFC 7519, section 5.2), compression and encryption. jose and oauth4webapi
 * ignore all of them except `crit` (jose also honours `b64` if `crit` lists it). Entra ID sends none.
 */
const unsupported = ['crit', 'b64', 'cty', 'zip', 'enc'] as const

/** Returns the name of an unsupported parameter, with which the token must be rejected; otherwise `undefined`. */
export function unsupportedParameter (header: object): string | undefined {
  return unsupported.find(name => Object.hasOwn(header, name))
}
