import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { StoredState, Target } from '../../domain/classify-transaction.js'
import { ApiError } from '../../errors/api-error.js'
import type { Caller } from '../../http/authentication.js'
import type { TransactionOperation } from './operations.js'

/** One authorised call of a mirrored path. */
export interface TransactionCall {
  readonly operation: TransactionOperation
  readonly caller: Caller
  /** Canonical GUID of a customer of the caller's. */
  readonly customerId: string
  /** The order, cart or subscription that the path names; '' where it names none. */
  readonly resourceId: string
  /** The path in its one spelling, beginning with /v1. */
  readonly path: string
  /** What the gate has to look at; absent for a read. */
  readonly target: Target | undefined
  /** The body with its names in camelCase and without nulls; undefined where there is none. */
  readonly body: unknown
  /** When the call is carried out. */
  readonly at: Date
  readonly request: FastifyRequest
}

/** A call that has been looked into and not yet been carried out. */
export interface PreparedCall {
  /** What the gate decides against; absent where there is nothing to decide: a read, or a request answered before. */
  readonly state?: StoredState
  /**
   * Carries it out, and sends the answer. Resolves to `moved`, with nothing done or sent, where what it was prepared
   * on has changed meanwhile: the decision no longer stands, so it is to be prepared again. A purchase is to be kept as
   * one where it succeeds.
   */
  perform (reply: FastifyReply, isPurchase: boolean): Promise<FastifyReply | 'moved'>
}

/** What carries out the transactions that the gate lets through. */
export interface TransactionBackend {
  /** Registers what it needs in the scope of the routes. */
  install? (app: FastifyInstance): Promise<void>
  /**
   * What a request refers to, for questions about it; `authorization` is the caller's own header. A member is absent
   * where it is not known.
   */
  lookup (caller: Caller, target: Target, authorization: string | undefined): Promise<StoredState>
  /** Looks into a call. Throws NotFound for what the customer does not have, and what else the backend refuses. */
  prepare (call: TransactionCall): Promise<PreparedCall>
}

/** Stands where no backend is configured. */
export const noBackend: TransactionBackend = {
  lookup: async () => { throw new ApiError('PartnerCenterNotConfigured') },
  prepare: async () => { throw new ApiError('PartnerCenterNotConfigured') }
}
