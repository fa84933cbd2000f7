import { defineContext } from '../graphql/context.js';
import type { Module, NodeLoaders } from '../modules/module.js';
import { MODULE_LINES } from './modules.js';

/** The modules of this build, loaded. */
export const MODULES: readonly Module[] = await Promise.all(
  MODULE_LINES.map(async ({ load }) => (await load()).module),
);

/** Loaders of the nodes of all modules, by type name. */
export const NODES: NodeLoaders = Object.assign({}, ...MODULES.map(({ nodes }) => nodes));

/** Functions that create the contexts of requests, with the loaders of all modules. */
export const { createContext, createPublishedLoaders } = defineContext(
  Object.assign({}, ...MODULES.map(({ loaders }) => loaders)),
);
