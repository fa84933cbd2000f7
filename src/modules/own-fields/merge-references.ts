import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { type ContentModel, listOwnFields, OWNERS } from '../../fields/content-model.js';
import type { Field } from '../../fields/field.js';
import { isOwnValues, isReference, type OwnValue, REFERENCE_TYPES } from '../../fields/own-value.js';
import type { Transaction } from '../../mutations/write-lock.js';

const { sql, raw } = Prisma;

/** Rows that are read and written at a time. */
const BATCH_SIZE = 500;

/** Rows that were merged into another one of their type. */
export interface MergedRows {
  /** Type in the graph; of one that no field can refer to, nothing is replaced. */
  type: string;
  from: number[];
  into: number;
}

/** A column with values of own fields, and the cache tag of a row that readers see. */
interface ValueColumn {
  table: string;
  /** SQL of the values, and of the column with other values. */
  values: string;
  replace: (values: Prisma.Sql) => Prisma.Sql;
  getTag?: (id: number) => string;
}

const FIELDS = { values: 'fields', replace: (values: Prisma.Sql) => sql`fields = ${values}` };
const COLUMNS: Record<(typeof OWNERS)[number], ValueColumn[]> = {
  article: [
    { table: 'article', ...FIELDS, getTag: cacheTags.article },
    { table: 'draft', ...FIELDS },
    {
      table: 'article_revision',
      values: "content -> 'fields'",
      replace: (values) => sql`content = jsonb_set(content, '{fields}', ${values})`,
    },
  ],
  section: [{ table: 'section', ...FIELDS, getTag: cacheTags.section }],
  tag: [{ table: 'tag', ...FIELDS, getTag: cacheTags.tag }],
  author: [{ table: 'author', ...FIELDS, getTag: cacheTags.author }],
  series: [{ table: 'series', ...FIELDS, getTag: cacheTags.series }],
};

/**
 * Replaces references to merged rows in own fields, also in revisions, which can be restored. A list refers to the
 * remaining row once. Returns the cache tags of what changed. A site without fields that can refer to the rows costs
 * nothing.
 */
export async function mergeReferences(
  tx: Transaction,
  model: ContentModel,
  merged: MergedRows,
): Promise<string[]> {
  const referring = listOwnFields(model).filter(({ field }) => canReferTo(field, merged.type));
  const isOfArticle = (scope: string) => scope === 'article' || !OWNERS.some((owner) => owner === scope);
  const owners = OWNERS.filter((owner) =>
    referring.some(({ scope }) => scope === owner || (owner === 'article' && isOfArticle(scope))),
  );
  const tags: string[] = [];
  for (const column of owners.flatMap((owner) => COLUMNS[owner])) {
    const ids = await replaceInColumn(tx, column, merged);
    tags.push(...(column.getTag ? ids.map(column.getTag) : []));
  }
  if (tags.length === 0) return [];
  const filtered = referring.filter(({ scope }) => isOfArticle(scope));
  const names = filtered.map(({ scope, name }) => (scope === 'article' ? name : scope));
  return [...tags, ...new Set(names.map(cacheTags.filteredByField))];
}

function canReferTo(field: Field, type: string): boolean {
  if (field.type === 'reference') return REFERENCE_TYPES[field.to] === type;
  if (field.type === 'list') return canReferTo(field.of, type);
  return field.type === 'group' && Object.values(field.fields).some((each) => canReferTo(each, type));
}

/** Replaces references in all rows of a column, and returns the IDs of those that changed. */
async function replaceInColumn(
  tx: Transaction,
  { table, values, replace }: ValueColumn,
  merged: MergedRows,
): Promise<number[]> {
  // The text of jsonb has its keys in this order, and escapes quotation marks within texts.
  const patterns = merged.from.map((id) => `%{"id": ${id}, "$type": "${merged.type}"}%`);
  const changed: number[] = [];
  for (let last = 0; ; last = changed.at(-1) ?? 0) {
    const rows = await tx.$queryRaw<{ id: number; fields: OwnValue }[]>(sql`
      SELECT id, ${raw(values)} AS fields FROM ${raw(table)}
      WHERE id > ${last} AND (${raw(values)})::text LIKE ANY(${patterns}::text[]) ORDER BY id LIMIT ${BATCH_SIZE}`);
    const replaced = rows.map(({ id, fields }) => ({ id, fields: replaceReferences(fields, merged) }));
    await tx.$executeRaw(sql`
      UPDATE ${raw(table)} t SET ${replace(sql`r.fields`)}
      FROM jsonb_to_recordset(${JSON.stringify(replaced)}::jsonb) AS r(id int, fields jsonb) WHERE t.id = r.id`);
    changed.push(...rows.map(({ id }) => id));
    if (rows.length < BATCH_SIZE) return changed;
  }
}

/** Returns a value with other references. An entry of a list that became equal to an earlier one is left out. */
function replaceReferences(value: OwnValue, merged: MergedRows): OwnValue {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => replaceReferences(entry, merged));
    const isRepeated = (entry: OwnValue, i: number) =>
      isTarget(entry, merged) && entries.findIndex((each) => isTarget(each, merged)) < i;
    return entries.filter((entry, i) => !isRepeated(entry, i));
  }
  if (isReference(value))
    return value.$type === merged.type && merged.from.includes(value.id)
      ? { ...value, id: merged.into }
      : value;
  if (!isOwnValues(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, replaceReferences(each, merged)]),
  );
}

function isTarget(value: OwnValue, { type, into }: MergedRows): boolean {
  return isReference(value) && value.$type === type && value.id === into;
}
