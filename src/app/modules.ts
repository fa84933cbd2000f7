import type { NodeLoaders } from '../modules/node/node.service.js';
import type { AppModule } from './app-module.js';

/**
 * Modules of this build beside the core. Without its line, a module's types, routes, jobs and commands are left
 * out.
 */
export const MODULES: readonly AppModule[] = [
  (await import('./newsletter/newsletter-module.js')).newsletterModule,
];

/** Creates the loaders of the nodes of all modules. */
export const createModuleNodes: NodeLoaders = (context) =>
  Object.assign({}, ...MODULES.map((module) => module.nodeLoaders(context)));
