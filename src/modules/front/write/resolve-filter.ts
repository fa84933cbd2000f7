import { GraphQLError } from 'graphql';
import type { InputErrorCollector } from '../../../mutations/input-errors.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { toGlobalId } from '../../../shared/references/global-id.js';
import { parseReference } from '../../../shared/references/reference.js';
import type { ArticleFilter } from '../../article/filter/article-filter.js';
import { type ArticleConditionBuilder, omitEmptyFilter } from '../../article/filter/article-filter.sql.js';
import { hasConditionForEditors } from '../../article/filter/may-leave.js';

/** Conditions that name content, which is stored by its ID, so that the rule follows it when it is renamed. */
const REFERENCES = { sections: 'Section', tags: 'Tag', authors: 'Author', series: 'Series' } as const;
type ReferenceName = keyof typeof REFERENCES;

const OPERATORS = ['any', 'all', 'none'] as const;
/** Conditions whose lists match nothing when they are empty. */
const LISTS = ['ids', 'slugs', 'paths', 'kinds', 'languages', 'access'] as const;

/** Filter of a rule, with its place in the input. */
interface GivenFilter {
  filter: ArticleFilter;
  path: string[];
}

/**
 * Returns the filter of a rule with global IDs in place of slugs; null for one without conditions. Collects an error for
 * each section, tag, author or series that does not exist, and for a filter that can fill no container.
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
  const resolved = await resolveReferences(tx, { filter, path }, errors);
  try {
    await conditions.build(resolved);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    errors.add(path, error.message);
  }
  return resolved;
}

async function resolveReferences(
  tx: Transaction,
  { filter, path }: GivenFilter,
  errors: InputErrorCollector,
): Promise<ArticleFilter> {
  checkFillable({ filter, path }, errors);
  const resolved: ArticleFilter = { ...filter };
  for (const name of Object.keys(REFERENCES) as ReferenceName[]) {
    const condition = filter[name];
    if (condition)
      Object.assign(resolved, {
        [name]: await resolveCondition(tx, name, condition, errors, [...path, name]),
      });
  }
  const resolveAll = async (filters: ArticleFilter[], name: string) => {
    const all: ArticleFilter[] = [];
    for (const [i, each] of filters.entries())
      all.push(await resolveReferences(tx, { filter: each, path: [...path, name, String(i)] }, errors));
    return all;
  };
  if (filter.and) resolved.and = await resolveAll(filter.and, 'and');
  if (filter.or) resolved.or = await resolveAll(filter.or, 'or');
  if (filter.not)
    resolved.not = await resolveReferences(tx, { filter: filter.not, path: [...path, 'not'] }, errors);
  return resolved;
}

async function resolveCondition(
  tx: Transaction,
  name: ReferenceName,
  condition: object,
  errors: InputErrorCollector,
  path: string[],
): Promise<object> {
  const lists = condition as Partial<Record<string, string[] | null>>;
  const resolved: Record<string, unknown> = { ...condition };
  for (const operator of OPERATORS) {
    const values = lists[operator];
    if (values) resolved[operator] = await resolveValues(tx, name, values, errors, [...path, operator]);
  }
  return resolved;
}

/** Returns the global IDs of values, and collects an error for each that does not exist. */
async function resolveValues(
  tx: Transaction,
  name: ReferenceName,
  values: string[],
  errors: InputErrorCollector,
  path: string[],
): Promise<string[]> {
  const type = REFERENCES[name];
  const references = values.map((value) => parseReference(type, value));
  const rows = await findRows(
    tx,
    type,
    references.flatMap((each) => (each && 'id' in each ? each.id : [])),
    references.flatMap((each) => (each && 'slug' in each ? each.slug : [])),
  );
  return references.flatMap((reference, i) => {
    const row = rows.find(({ id, slug, name }) =>
      reference && 'id' in reference ? id === reference.id : [slug, name].includes(reference?.slug),
    );
    if (row) return toGlobalId(type, row.id);
    const message = `The ${type.toLowerCase()} ${values[i]} was not found. Give the slug or ID of one that exists.`;
    errors.add([...path, String(i)], message, UserErrorCode.NOT_FOUND);
    return [];
  });
}

function findRows(
  tx: Transaction,
  type: (typeof REFERENCES)[ReferenceName],
  ids: number[],
  slugs: string[],
): Promise<{ id: number; slug: string; name?: string }[]> {
  const query = {
    where: { OR: [{ id: { in: ids } }, { slug: { in: slugs } }] },
    select: { id: true, slug: true },
  };
  switch (type) {
    case 'Section':
      return tx.section.findMany(query);
    case 'Tag':
      return tx.tag.findMany(query);
    case 'Author':
      return tx.author.findMany(query);
    case 'Series':
      // Filters name series by their title too.
      return tx.series.findMany({
        where: { OR: [...query.where.OR, { name: { in: slugs } }] },
        select: { ...query.select, name: true },
      });
  }
}

/** Collects an error for each empty list by which a filter matches no article. */
function checkFillable({ filter, path }: GivenFilter, errors: InputErrorCollector): void {
  const lists: [string[], readonly unknown[] | null | undefined][] = [
    ...LISTS.map((name): [string[], readonly unknown[] | null | undefined] => [[name], filter[name]]),
    ...(['sections', 'tags', 'authors', 'series'] as const).map(
      (name): [string[], readonly unknown[] | null | undefined] => [[name, 'any'], filter[name]?.any],
    ),
    [['or'], filter.or],
  ];
  for (const [place, values] of lists) {
    if (values?.length === 0)
      errors.add(
        [...path, ...place],
        'An empty list matches no article, so that the rule would fill nothing.',
      );
  }
}
