/** Whether the host of a URL is this machine, so that nobody can read the traffic on its way. */
export function isLoopback (hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}
