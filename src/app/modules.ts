import type { NodeLoaders } from '../modules/node/node.service.js';
import type { AppModule } from './app-module.js';
import * as optionalModules from './optional-modules.js';

/** Modules of this build beside the core. */
export const MODULES: readonly AppModule[] = Object.values(optionalModules);

/** Creates the loaders of the nodes of all modules. */
export const createModuleNodes: NodeLoaders = (context) =>
  Object.assign({}, ...MODULES.map((module) => module.nodeLoaders(context)));
