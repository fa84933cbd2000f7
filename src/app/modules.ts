import type { NodeLoaders } from '../modules/node/node.service.js';
import type { AppModule, OptionalModule } from './app-module.js';
import * as optionalModules from './optional-modules.js';

/** Modules of this build beside the core. */
export const MODULES: readonly AppModule[] = await Promise.all(
  Object.values<OptionalModule>(optionalModules).map(({ load }) => load()),
);

/** Creates the loaders of the nodes of all modules. */
export const createModuleNodes: NodeLoaders = (context) =>
  Object.assign({}, ...MODULES.map((module) => module.nodeLoaders(context)));
