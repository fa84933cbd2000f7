import { readExamples } from '../http/playground/examples.js';
import { MODULES } from './load-modules.js';

/** Documents of the playground, of which the first ones are in the tabs of a first visit. */
export const PLAYGROUND_TABS: readonly string[] = readExamples(
  MODULES.flatMap(({ playgroundTabs }) => playgroundTabs ?? []),
);
