import type { Module, NodeLoaders } from '../modules/module.js';
import { MODULE_LINES } from './modules.js';

/** The modules of this build, loaded. */
export const MODULES: readonly Module[] = await Promise.all(
  MODULE_LINES.map(async ({ load }) => (await load()).module),
);

/** Loaders of the nodes of all modules, by type name. */
export const NODES: NodeLoaders = Object.assign({}, ...MODULES.map(({ nodes }) => nodes));
