import type { Module } from '../modules/module.js';

/** Module as a build lists it. */
export interface ModuleLine {
  load(): Promise<{ module: Module }>;
  /** Command of the module, which the command line lists without loading the module. */
  command?: { name: string; description: string };
}

/**
 * The modules of this build, whose code is loaded when it is needed. A module whose line is left out has no types,
 * routes, jobs and commands.
 */
export const MODULE_LINES: readonly ModuleLine[] = [
  { load: () => import('./core.module.js') },
  {
    load: () => import('../modules/newsletter/newsletter.module.js'),
    command: { name: 'newsletter', description: 'manage newsletters and their subscribers' },
  },
];
