import { defineContext } from '../graphql/context.js';
import type { LoaderFactories } from '../graphql/loaders.js';
import type { Module, NodeLoaders } from '../modules/module.js';
import { MODULE_LINES } from './modules.js';

type LoadedModule = Awaited<ReturnType<(typeof MODULE_LINES)[number]['load']>>['module'];

/** Names of the loaders that a module, or one of several, creates. */
type LoaderName<Each> = Each extends { loaders: infer Factories } ? keyof Factories : never;

/** The modules of this build, loaded. */
export const MODULES: readonly Module[] = await Promise.all(
  MODULE_LINES.map(async ({ load }): Promise<Module> => (await load()).module),
);

/** Loaders of the nodes of all modules, by type name. */
export const NODES: NodeLoaders = Object.assign({}, ...MODULES.map(({ nodes }) => nodes));

const factories: Required<Pick<LoaderFactories, LoaderName<LoadedModule>>> = Object.assign(
  {},
  ...MODULES.map(({ loaders }) => loaders),
);

/** Functions that create the contexts of requests, with the loaders of all modules. */
export const { createContext, createPublishedLoaders } = defineContext(factories);
