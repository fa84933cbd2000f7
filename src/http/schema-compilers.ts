import type { FastifyServerOptions } from 'fastify';

type CompilersFactory = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>;

function refuseSchema(): never {
  throw new Error('Routes have no schemas: validate requests in their handlers.');
}

/**
 * Replaces the compilers of Fastify for schemas of routes. No route has a schema, and Ajv and fast-json-stringify,
 * which Fastify would load, are 130 modules.
 */
export const SCHEMA_COMPILERS: CompilersFactory = {
  buildValidator: () => refuseSchema,
  buildSerializer: () => refuseSchema,
};
