import { readFileSync } from 'node:fs';

/** Document of the playground tab of newsletters. */
export const NEWSLETTERS_TAB = readFileSync(new URL('./newsletters.graphql', import.meta.url), 'utf8');
