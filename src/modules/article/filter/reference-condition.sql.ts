import { Prisma } from '../../../database/generated/client.js';
import { buildAnyValue } from '../../../shared/lists/comparison.sql.js';
import type { ConditionContext } from './condition.js';
import type { ReferenceFilter } from './filter.inputs.js';
import { complete, negate, nullable, type Predicate } from './predicate.js';

const { sql, raw } = Prisma;

/** Builds the conditions on an article's tags or authors. */
export function buildReferences(
  kind: 'tag' | 'author',
  filter: ReferenceFilter,
  { ids, reader, endSubquery }: ConditionContext,
): Predicate[] {
  // EXISTS, because PostgreSQL would compare a list that is too long for its memory with every article.
  const build = (values: string[]): Predicate => {
    const found = values.flatMap((value) => ids[kind].get(value) ?? []);
    if (found.length === 0) return complete(sql`false`);
    const matches = buildAnyValue(raw(`b.${kind}_id`), found, 'int');
    return complete(sql`EXISTS (
      SELECT FROM ${reader.table(`article_${kind}`)} b WHERE b.article_id = a.id AND ${matches} ${endSubquery()})`);
  };
  return buildOperators(filter, build);
}

/** Builds the conditions on an article's series. It has one, so that it never has all of two. */
export function buildSeries(filter: ReferenceFilter): Predicate[] {
  return buildOperators(filter, (names) => nullable(buildAnyValue(sql`a.series`, names, 'text')));
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
