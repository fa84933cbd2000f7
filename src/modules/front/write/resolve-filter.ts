import { GraphQLError } from 'graphql';
import { Prisma } from '../../../database/generated/client.js';
import type { InputErrorCollector } from '../../../mutations/input-errors.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { DateTimeRange } from '../../../shared/lists/range.inputs.js';
import { describeMissing } from '../../../shared/references/reference.js';
import type { ArticleFilter } from '../../article/filter/article-filter.js';
import { type ArticleConditionBuilder, omitEmptyFilter } from '../../article/filter/article-filter.sql.js';
import type { ReferenceReader } from '../../article/filter/condition.js';
import { hasConditionForEditors } from '../../article/filter/may-leave.js';
import { resolveReferences } from '../../article/filter/resolve-references.js';

/** Conditions that match nothing by an empty list. */
const LISTS = ['ids', 'slugs', 'paths', 'kinds', 'languages', 'access'] as const;
const REFERENCES = ['sections', 'tags', 'authors', 'series'] as const;
const TIMES = ['publishedAt', 'createdAt', 'updatedAt'] as const;

/**
 * Returns the filter of a rule with global IDs in place of slugs, which may change; null for one without conditions.
 * Collects an error for each section, tag, author or series that does not exist, and for a filter that can fill no
 * container.
 */
export async function resolveFilter(
  tx: Transaction,
  given: ArticleFilter | null | undefined,
  conditions: Pick<ArticleConditionBuilder, 'build'>,
  errors: InputErrorCollector,
  path: string[],
): Promise<ArticleFilter | null> {
  const filter = omitEmptyFilter(given);
  if (!filter) return null;
  if (hasConditionForEditors(filter)) {
    errors.add(path, 'The filter of a rule cannot have conditions that need a scope.');
    return null;
  }
  checkFillable(filter, path, errors);
  const resolved = await resolveReferences(createReader(tx), filter, path);
  for (const { type, value, field } of resolved.unknown) {
    const message = describeMissing(type.toLowerCase(), value);
    errors.add(field, message, UserErrorCode.NOT_FOUND);
  }
  try {
    await conditions.build(resolved.filter);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (resolved.unknown.length === 0) errors.add(path, error.message);
  }
  return resolved.filter;
}

function createReader(tx: Transaction): Pick<ReferenceReader, 'table' | 'query'> {
  return {
    table: (name) => Prisma.raw(`public."${name}"`),
    query: (statement) => tx.$queryRaw(statement),
  };
}

/** Collects an error for each empty list and each range that ends before it begins: the filter matches no article. */
function checkFillable(filter: ArticleFilter, path: string[], errors: InputErrorCollector): void {
  const { and, or, wordCount } = filter;
  const lists: { place: string[]; values: readonly unknown[] | null | undefined }[] = [
    ...LISTS.map((name) => ({ place: [name], values: filter[name] })),
    ...REFERENCES.map((name) => ({ place: [name, 'any'], values: filter[name]?.any })),
    { place: ['or'], values: or },
  ];
  for (const { place, values } of lists) {
    if (values?.length === 0)
      errors.add(
        [...path, ...place],
        'An empty list matches no article, so that the rule would fill nothing.',
      );
  }
  const ranges: { name: string; isEmpty: boolean }[] = [
    ...TIMES.map((name) => ({ name, isEmpty: isEmptyPeriod(filter[name]) })),
    { name: 'wordCount', isEmpty: (wordCount?.min ?? 0) > (wordCount?.max ?? Number.POSITIVE_INFINITY) },
  ];
  for (const { name, isEmpty } of ranges) {
    if (isEmpty)
      errors.add(
        [...path, name],
        'A range that ends before it begins matches no article, so that the rule would fill nothing.',
      );
  }
  for (const [name, filters] of Object.entries({ and, or }))
    for (const [i, each] of (filters ?? []).entries())
      checkFillable(each, [...path, name, String(i)], errors);
}

/** Returns true for a period that ends before it begins, or when it begins: `before` is exclusive. */
function isEmptyPeriod(period: DateTimeRange | null | undefined): boolean {
  return period?.after != null && period.before != null && period.after >= period.before;
}
