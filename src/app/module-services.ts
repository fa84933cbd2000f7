import type { FastifyInstance } from 'fastify';
import { type FindService, requireServices, type ServiceClass } from '../graphql/loaders.js';
import type { ResolverOptions, ServiceOptions } from '../modules/module.js';
import { MODULES, NODES } from './load-modules.js';

/** Creates the services of all modules, and then their resolvers. `shared` are services of the gateway itself. */
export function createModuleServices(
  options: ServiceOptions & Pick<ResolverOptions, 'documents'>,
  shared: readonly object[],
) {
  const services = [...shared, ...MODULES.flatMap(({ createServices }) => createServices?.(options) ?? [])];
  const findService = createRegistry(services);
  const resolverOptions = { ...options, getService: requireServices(findService), nodes: NODES };
  return {
    findService,
    getService: resolverOptions.getService,
    resolvers: createResolvers(resolverOptions),
    /** Registers the routes of all modules. */
    registerRoutes: async (app: FastifyInstance) => {
      for (const { registerRoutes } of MODULES) await registerRoutes?.(app, resolverOptions);
    },
  };
}

/** Creates the resolvers of all modules. */
export function createResolvers(options: ResolverOptions): object[] {
  return MODULES.flatMap(({ createResolvers }) => createResolvers?.(options) ?? []);
}

function createRegistry(services: readonly object[]): FindService {
  const byClass = new Map<unknown, object>(services.map((service) => [service.constructor, service]));
  return <T extends object>(Service: ServiceClass<T>) => (byClass.get(Service) as T | undefined) ?? null;
}
