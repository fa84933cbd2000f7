import { Prisma } from '../../../database/generated/client.js';
import { buildAnyValue } from '../../../shared/lists/comparison.sql.js';
import type { ConditionContext, ReferenceIds } from './condition.js';
import type { ReferenceFilter } from './filter.inputs.js';
import { complete, hasRow, negate, nullable, type Predicate } from './predicate.js';

const { sql, raw } = Prisma;

/** Builds the conditions on an article's tags or authors. */
export function buildReferences(
  kind: 'tag' | 'author',
  filter: ReferenceFilter,
  { ids, reader, endSubquery }: ConditionContext,
): Predicate[] {
  // EXISTS, because PostgreSQL would compare a list that is too long for its memory with every article.
  const build = (values: string[]): Predicate => {
    const found = findIds(ids, kind, values);
    if (found.length === 0) return complete(sql`false`);
    const matches = buildAnyValue(raw(`f.${kind}_id`), found, 'int');
    const table = reader.table(`article_${kind}`);
    return hasRow({ table, matches, isOneTerm: found.length === 1 }, endSubquery());
  };
  return buildOperators(filter, build);
}

/** Builds the conditions on an article's series. It has one, so that it never has all of two. */
export function buildSeries(filter: ReferenceFilter, { ids }: ConditionContext): Predicate[] {
  return buildOperators(filter, (values) => {
    const found = findIds(ids, 'series', values);
    if (found.length === 0) return complete(sql`false`);
    return nullable(buildAnyValue(sql`a.series_id`, found, 'int'));
  });
}

function findIds(ids: ReferenceIds, kind: keyof ReferenceIds, values: string[]): number[] {
  return values.flatMap((value) => ids[kind].get(value) ?? []);
}

function buildOperators(
  { any, all, none }: ReferenceFilter,
  build: (values: string[]) => Predicate,
): Predicate[] {
  return [
    ...(any ? [build(any)] : []),
    ...(all ?? []).map((value) => build([value])),
    ...(none ? [negate(build(none))] : []),
  ];
}
