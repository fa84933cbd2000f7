import { EXAMPLES } from '../http/playground/examples.js';
import { MODULES } from './load-modules.js';

/** Documents in the tabs of a first visit to the playground. */
export const PLAYGROUND_TABS: readonly string[] = [
  ...EXAMPLES,
  ...MODULES.flatMap(({ playgroundTabs }) => playgroundTabs ?? []),
];
