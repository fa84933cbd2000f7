import { countConditions, MAX_CONDITIONS } from '../../dist/modules/article/filter/filter-limits.js';
import { SIZES } from './filter-archive.mjs';

/** Creates a generator of random filters of all conditions on published articles, nested to three levels. */
export function createFilterGenerator(random) {
  const between = (low, high) => low + Math.floor(random() * (high - low + 1));
  const chance = (share) => random() < share;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const some = (create, most) => Array.from({ length: between(1, most) }, create);
  const name = (kind, number) => () => `${kind}-${chance(0.15) ? number : between(1, number)}`;
  const time = () => new Date(Date.UTC(2014, between(0, 150), between(1, 28)));
  const range = (low, high, create) => {
    const [one, other] = [create(), create()].sort((a, b) => a - b);
    return pick([{ [low]: one }, { [high]: other }, { [low]: one, [high]: other }]);
  };
  const references = (create) => ({
    ...(chance(0.6) && { any: some(create, 4) }),
    ...(chance(0.25) && { all: some(create, 2) }),
    ...(chance(0.25) && { none: some(create, 4) }),
  });
  const section = name('section', SIZES.sections);
  const article = (prefix) => () => `${prefix}article-${between(1, 10_000)}`;
  const conditions = {
    slugs: () => some(article(''), 20),
    paths: () => some(article('/'), 20),
    kinds: () => [pick(['ARTICLE', 'OPINION'])],
    sections: () => ({
      ...(chance(0.7) && { any: some(section, 3) }),
      ...(chance(0.3) && { none: some(section, 3) }),
      exact: chance(0.3),
    }),
    tags: () => references(name('tag', SIZES.tags)),
    authors: () => references(name('author', SIZES.authors)),
    series: () => ({ [pick(['any', 'none'])]: some(() => `Series ${between(1, SIZES.series + 1)}`, 3) }),
    hasImage: () => chance(0.7),
    publishedAt: () => range('after', 'before', time),
    updatedAt: () => range('after', 'before', time),
    createdAt: () => range('after', 'before', time),
    access: () => some(() => pick(['PUBLIC', 'MEMBERS', 'PAID']), 2),
    wordCount: () => range('min', 'max', () => between(0, 3_100)),
  };
  const create = (depth) => {
    const names = some(() => pick(Object.keys(conditions)), 3);
    const filter = Object.fromEntries(names.map((each) => [each, conditions[each]()]));
    if (depth > 0 && chance(0.2)) filter.and = some(() => create(depth - 1), 2);
    if (depth > 0 && chance(0.35)) filter.or = some(() => create(depth - 1), 3);
    if (depth > 0 && chance(0.35)) filter.not = create(depth - 1);
    return filter;
  };
  const createAllowed = () => {
    const filter = create(2);
    return countConditions(filter) <= MAX_CONDITIONS ? filter : createAllowed();
  };
  return createAllowed;
}
