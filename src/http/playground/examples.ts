import { readFileSync } from 'node:fs';

/** Names of the operations in the order of the menu; others follow. The first four are the tabs of a first visit. */
const ORDER = [
  'FrontPage',
  'ArticlePage',
  'Search',
  'Live',
  'Site',
  'TypedBody',
  'Related',
  'MostPopular',
  'UniquePage',
  'SectionPage',
  'AuthorPage',
  'ArchiveAndTags',
  'FilteredLists',
  'FindAndPick',
  'Route',
  'NowPopular',
  'SharedDraft',
  'UnpublishedChanges',
];

/** Documents of pages and lists that read several modules, and so belong to none of them. */
const SHARED_FILES = [
  'front-page',
  'article-page',
  'site',
  'unique-page',
  'archive-and-tags',
  'filtered-lists',
  'find-and-pick',
].map((name) => new URL(`./examples/${name}.graphql`, import.meta.url));

/**
 * Reads the documents of the menu of examples, which are about the articles of `seeds/`. GraphiQL names a tab after its
 * operation. `files` are those of modules.
 */
export function readExamples(files: readonly URL[]): string[] {
  return [...SHARED_FILES, ...files]
    .map((file) => readFileSync(file, 'utf8'))
    .sort((a, b) => getRank(a) - getRank(b));
}

function getRank(example: string): number {
  const [, name = ''] = /^(?:query|mutation|subscription) (\w+)/m.exec(example) ?? [];
  const rank = ORDER.indexOf(name);
  return rank === -1 ? ORDER.length : rank;
}
