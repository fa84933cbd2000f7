import { parseGlobalId } from '../../src/shared/references/global-id.js';

/** An article as one perspective has it, with what filters read. */
export interface FilteredArticle {
  id: number;
  globalId: string;
  slug: string;
  path: string;
  kind: string;
  /** Values of own fields by name. */
  fields: { [name: string]: unknown };
  /** Sections of the article, its own first, then those above it. */
  sections: NamedReference[];
  tags: NamedReference[];
  authors: NamedReference[];
  language: string | null;
  series: string | null;
  hasImage: boolean;
  robots: { isIndexed: boolean; isFollowed: boolean };
  isSponsored: boolean;
  publishedAt: Date | null;
  listedAt: Date;
  updatedAt: Date;
  createdAt: Date;
  lastEditedAt: Date;
  access: string;
  hasUnpublishedChanges: boolean;
  hasPictureWithoutAlt: boolean;
  /** Prefixes of the keys that created and last edited it. */
  createdBy: string | null;
  lastEditedBy: string | null;
  wordCount: number;
  status: string;
  scheduledFor: Date | null;
  /** Languages of its versions, published or not, its own among them. */
  versions: (string | null)[];
  isOutdated: boolean;
}

export interface NamedReference {
  id: number;
  slug: string;
}

export type Filter = { [name: string]: unknown };

/** Values that filters are made of. */
export interface FilterValues {
  ids: string[];
  slugs: string[];
  paths: string[];
  sections: string[];
  tags: string[];
  authors: string[];
  series: string[];
  kinds: string[];
  times: string[];
  words: number[];
  /** Prefixes of API keys. */
  keys: string[];
  /** Conditions on own fields. */
  fields: Filter[];
}

const ACCESS_LEVELS = ['PUBLIC', 'MEMBERS', 'PAID'];
const STATUSES = ['DRAFT', 'SCHEDULED', 'PUBLISHED', 'UNPUBLISHED'];

/** Creates a generator of random filters of all conditions, nested to three levels. */
export function createFilterGenerator(
  random: () => number,
  values: FilterValues,
  { withStates = false }: { withStates?: boolean } = {},
): () => Filter {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const chance = (share: number) => random() < share;
  const some = <Item>(items: readonly Item[], most = 3): Item[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(items));
  const range = (low: string, high: string, bounds: readonly unknown[]) => ({
    ...(chance(0.6) && { [low]: pick(bounds) }),
    ...(chance(0.6) && { [high]: pick(bounds) }),
  });
  const references = (list: readonly string[]) => ({
    ...(chance(0.5) && { any: some(list) }),
    ...(chance(0.3) && { all: some(list, 2) }),
    ...(chance(0.3) && { none: some(list) }),
  });
  const conditions: Record<string, () => unknown> = {
    ids: () => some(values.ids, 8),
    slugs: () => some(values.slugs, 8),
    paths: () => some(values.paths, 8),
    kinds: () => some(values.kinds),
    languages: () => some(['en', 'de', 'pt-BR', 'PT-br']),
    sections: () => ({
      ...(chance(0.7) && { any: some(values.sections) }),
      ...(chance(0.3) && { none: some(values.sections) }),
      ...(chance(0.4) && { exact: chance(0.7) }),
    }),
    tags: () => references(values.tags),
    authors: () => references(values.authors),
    series: () => references(values.series),
    hasImage: () => pick([true, false, null]),
    isSponsored: () => pick([true, false]),
    robots: () => ({
      ...(chance(0.7) && { isIndexed: pick([true, false, null]) }),
      ...(chance(0.5) && { isFollowed: pick([true, false]) }),
    }),
    publishedAt: () => range('after', 'before', values.times),
    updatedAt: () => range('after', 'before', values.times),
    createdAt: () => range('after', 'before', values.times),
    access: () => some(ACCESS_LEVELS, 2),
    wordCount: () => range('min', 'max', values.words),
    fields: () => pick(values.fields),
    ...(withStates && {
      status: () => some(STATUSES),
      scheduledFor: () => range('after', 'before', values.times),
      hasUnpublishedChanges: () => pick([true, false, null]),
      hasPictureWithoutAlt: () => pick([true, false]),
      missingTranslation: () => pick(['en', 'de', 'pt-br']),
      isOutdated: () => pick([true, false, null]),
      createdBy: () => some(values.keys),
      lastEditedBy: () => some(values.keys),
    }),
  };
  const create = (depth: number): Filter => {
    const names = Array.from({ length: 1 + Math.floor(random() * 2) }, () => pick(Object.keys(conditions)));
    const filter: Filter = Object.fromEntries(names.map((name) => [name, conditions[name]!()]));
    if (depth === 0) return filter;
    const nested = () => Array.from({ length: Math.floor(random() * 3) }, () => create(depth - 1));
    if (chance(0.25)) filter.and = nested();
    if (chance(0.35)) filter.or = nested();
    if (chance(0.35)) filter.not = create(depth - 1);
    return filter;
  };
  return () => create(2);
}

/** Returns true if the article matches the filter, as docs/api/filters-and-paging.md describes it. */
export function matchesFilter(article: FilteredArticle, filter: Filter): boolean {
  return Object.entries(filter).every(([name, value]) => {
    if (value === null || value === undefined) return true;
    return MATCHERS[name]!(article, value as never);
  });
}

interface References {
  any?: string[];
  all?: string[];
  none?: string[];
  exact?: boolean;
}

interface Range {
  after?: string;
  before?: string;
  min?: number;
  max?: number;
}

const MATCHERS: Record<string, (article: FilteredArticle, value: never) => boolean> = {
  and: (article, filters: Filter[]) => filters.every((each) => matchesFilter(article, each)),
  or: (article, filters: Filter[]) => filters.some((each) => matchesFilter(article, each)),
  not: (article, filter: Filter) => !matchesFilter(article, filter),
  ids: ({ globalId }, ids: string[]) => ids.includes(globalId),
  slugs: ({ slug }, slugs: string[]) => slugs.includes(slug),
  paths: ({ path }, paths: string[]) => paths.includes(path),
  kinds: ({ kind }, kinds: string[]) => kinds.includes(kind),
  sections: ({ sections }, filter: References) =>
    matchesReferences(filter.exact ? sections.slice(0, 1) : sections, filter),
  tags: ({ tags }, filter: References) => matchesReferences(tags, filter),
  authors: ({ authors }, filter: References) => matchesReferences(authors, filter),
  languages: ({ language }, tags: string[]) =>
    tags.some((tag) => tag.toLowerCase() === (language ?? 'en').toLowerCase()),
  series: ({ series }, { any, all, none }: References) =>
    (any?.some((name) => name === series) ?? true) &&
    (all?.every((name) => name === series) ?? true) &&
    !none?.some((name) => name === series),
  hasImage: ({ hasImage }, isTrue: boolean) => hasImage === isTrue,
  isSponsored: (article, isTrue: boolean) => article.isSponsored === isTrue,
  robots: ({ robots }, { isIndexed, isFollowed }: Partial<FilteredArticle['robots']>) =>
    (isIndexed ?? robots.isIndexed) === robots.isIndexed &&
    (isFollowed ?? robots.isFollowed) === robots.isFollowed,
  publishedAt: ({ publishedAt }, range: Range) => isInTimes(publishedAt, range),
  updatedAt: ({ updatedAt }, range: Range) => isInTimes(updatedAt, range),
  createdAt: ({ createdAt }, range: Range) => isInTimes(createdAt, range),
  access: ({ access }, levels: string[]) => levels.includes(access),
  hasPictureWithoutAlt: (article, isTrue: boolean) => article.hasPictureWithoutAlt === isTrue,
  hasUnpublishedChanges: ({ hasUnpublishedChanges }, isTrue: boolean) => hasUnpublishedChanges === isTrue,
  missingTranslation: ({ versions }, tag: string) =>
    !versions.some((language) => (language ?? 'en').toLowerCase() === tag),
  isOutdated: ({ isOutdated }, isTrue: boolean) => isOutdated === isTrue,
  createdBy: ({ createdBy }, keys: string[]) => keys.some((key) => key === createdBy),
  lastEditedBy: ({ lastEditedBy }, keys: string[]) => keys.some((key) => key === lastEditedBy),
  wordCount: ({ wordCount }, range: Range) => isInNumbers(wordCount, range),
  status: ({ status }, statuses: string[]) => statuses.includes(status),
  scheduledFor: ({ scheduledFor }, range: Range) => isInTimes(scheduledFor, range),
  fields: ({ fields, kind }, conditions: Filter) =>
    Object.entries(conditions).every(([name, condition]) =>
      name === 'review'
        ? kind === 'REVIEW' &&
          Object.entries(condition as Filter).every(([inner, each]) =>
            matchesValue((fields.review as Filter | undefined)?.[inner], each as never),
          )
        : matchesValue(fields[name], condition as never),
    ),
};

function matchesReferences(references: NamedReference[], { any, all, none }: References): boolean {
  const isAmong = (value: string) =>
    references.some(({ id, slug }) => slug === value || parseGlobalId(value)?.id === id);
  return (any?.some(isAmong) ?? true) && (all?.every(isAmong) ?? true) && !none?.some(isAmong);
}

/** An empty range is no condition; a missing time is in no other. */
function isInTimes(time: Date | null, { after, before }: Range): boolean {
  if (after === undefined && before === undefined) return true;
  if (time === null) return false;
  return (
    (after === undefined || time >= new Date(after)) && (before === undefined || time < new Date(before))
  );
}

function isInNumbers(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value >= min && value <= max;
}

/** Values that refer to content are objects with its ID and slug, or lists of them. */
function matchesValue(value: unknown, condition: boolean | (References & Range)): boolean {
  if (typeof condition === 'boolean')
    return (typeof value === 'object' ? value !== null : (value ?? false)) === condition;
  if (Array.isArray(value) || typeof value === 'object' || 'all' in condition) {
    const values = [value ?? []].flat() as (NamedReference | string)[];
    return matchesReferences(
      values.map((each) => (typeof each === 'string' ? { id: 0, slug: each } : each)),
      condition,
    );
  }
  const { any, none, min, max } = condition;
  if (any && !any.includes(value as string)) return false;
  if (none?.includes(value as string)) return false;
  if (min === undefined && max === undefined) return true;
  return typeof value === 'number' && isInNumbers(value, condition);
}
