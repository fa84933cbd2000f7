import { readFileSync } from 'node:fs';

/** Names of the files of examples, in the order of the menu; the first four are the tabs of a first visit. */
const NAMES = [
  'front-page',
  'article-page',
  'search',
  'live',
  'site',
  'typed-body',
  'related',
  'most-popular',
  'unique-page',
  'section-page',
  'archive-and-tags',
  'filtered-lists',
  'route',
  'now-popular',
  'shared-draft',
];

/** Documents of the menu of examples, about the articles of `seeds/`. GraphiQL names a tab after its operation. */
export const EXAMPLES: readonly string[] = NAMES.map((name) =>
  readFileSync(new URL(`./examples/${name}.graphql`, import.meta.url), 'utf8'),
);
