import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { StoredState, Target } from '../../domain/order-gate/classify-transaction.js'
import { ApiError } from '../../errors/api-error.js'
import type { Caller } from '../../http/authentication.js'
import type { TransactionOperation } from './operations.js'

/** An authorized call of a mirrored operation. */
export interface TransactionCall {
  readonly operation: TransactionOperation
  readonly caller: Caller
  /** Canonical GUID of one of the caller's customers. */
  readonly customerId: string
  /** The order, cart or subscription that the path names, or ''. */
  readonly resourceId: string
  /** The path in canonical spelling. It begins with /v1. */
  readonly path: string
  /** What the gate decides about; absent for a read. */
  readonly target: Target | undefined
  /** The body with names in camelCase and without nulls; `undefined` without a body. */
  readonly body: unknown
  /** When the call is carried out. */
  readonly at: Date
  readonly request: FastifyRequest
}

/** A call that was checked and is not carried out yet. */
export interface PreparedCall {
  /** The state that the gate needs. Absent if there is nothing to decide: for reads and repeated requests. */
  readonly state?: StoredState
  /**
   * Carries out the call and sends the response. Resolves to `moved`, and does nothing, if the resources have changed
   * since: the decision is then outdated, so prepare the call again. Records a successful purchase.
   */
  perform (reply: FastifyReply, isPurchase: boolean): Promise<FastifyReply | 'moved'>
}

/** Carries out the transactions that the gate allows. */
export interface TransactionBackend {
  /** Registers what it needs in the scope of the routes. */
  install? (app: FastifyInstance): Promise<void>
  /**
   * Returns the resources that a request refers to. `authorization` is the caller's header. Unknown members are absent.
   */
  lookup (caller: Caller, target: Target, authorization: string | undefined): Promise<StoredState>
  /** Checks a call. Throws NotFound if the customer does not have the resource, and other errors of the backend. */
  prepare (call: TransactionCall): Promise<PreparedCall>
}

/** The backend of an instance without Partner Center: every call is an error. */
export const noBackend: TransactionBackend = {
  lookup: async () => { throw new ApiError('PartnerCenterNotConfigured') },
  prepare: async () => { throw new ApiError('PartnerCenterNotConfigured') }
}
