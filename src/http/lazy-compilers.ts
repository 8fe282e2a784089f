import validators from '@fastify/ajv-compiler'
import serializers from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Compilers = Required<NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>>
type BuildValidator = ReturnType<typeof validators>
type Validator = ReturnType<ReturnType<BuildValidator>>

/**
 * Fastify's own compilers of schemas, each of which runs at the first request for its route. If all schemas were
 * compiled at the start, a start would take 900 ms of CPU instead of 570, and more than 500 ms in all.
 */
export const lazyCompilers: Compilers = {
  buildValidator: ((...context: Parameters<BuildValidator>) => {
    const compiler = once(() => validators()(...context))
    return (route: Parameters<ReturnType<BuildValidator>>[0]) => lazyValidator(once(() => compiler()(route)))
  }) as Compilers['buildValidator'],
  buildSerializer (schemas, options) {
    const compiler = once(() => serializers()(schemas, options))
    return route => {
      const serializer = once(() => compiler()(route))
      return data => serializer()(data)
    }
  }
}

/** Fastify asks a validator that said no for its `errors`. */
function lazyValidator (validator: () => Validator): Pick<Validator, 'errors'> {
  const validate = (data: unknown): unknown => {
    const answer = validator()(data)
    validate.errors = validator().errors ?? null
    return answer
  }
  validate.errors = null as NonNullable<Validator['errors']> | null
  return validate
}

function once<Value> (make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
