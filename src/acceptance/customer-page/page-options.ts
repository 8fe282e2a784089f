import type { DownloadLinks } from '../../partner-center/agreement-documents/download-link.js'
import type { Environment, ProgrammeRule } from '../../domain/programme.js'
import type { RateLimiters } from '../../http/rate-limits.js'
import type { AcceptanceRepository } from './repository.js'
import type { IdentityClient } from './sign-in/sign-in.js'

/** What the page needs. */
export interface AcceptancePageOptions {
  readonly acceptances: AcceptanceRepository
  /** Where customers sign in. Absent if the operator has not configured it. */
  readonly identityClient?: IdentityClient
  readonly links: DownloadLinks
  readonly environment: Environment
  readonly programme: readonly ProgrammeRule[]
  readonly clock: () => Date
  readonly newId: () => string
  readonly publicUrl: string
  readonly linkSigningKey: Uint8Array
  readonly limiters?: Pick<RateLimiters, 'client' | 'attempts'>
}
