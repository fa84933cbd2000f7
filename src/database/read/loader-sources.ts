import type { PrismaClient } from '../generated/client.js';
import type { ReadClient } from './read-client.js';

/** Clients that a module's loaders read with. */
export interface LoaderSources {
  /** Client of the request's perspective. */
  readClient: ReadClient;
  published: ReadClient;
  /** Client of tables without a view, such as subscribers; for fields that require a scope. */
  prisma: Pick<PrismaClient, '$queryRaw'>;
}

/** Part of the request context that creates the loaders of an optional module. */
export interface LoaderContext {
  /** Returns the request's loaders of a class, created at their first use. */
  getLoaders<T extends object>(Loaders: LoaderClass<T>): T;
}

export type LoaderClass<T extends object> = new (sources: LoaderSources) => T;

/** Returns the service of a class. */
export type GetService = <T extends object>(Service: ServiceClass<T>) => T;

export type ServiceClass<T extends object> = abstract new (...given: never[]) => T;
