import { isDeepStrictEqual } from 'node:util';
import { cacheTags, type ListOwner } from '../../cache/cache-tags.js';
import { toPascalCase } from '../../fields/content-model.js';
import type { FieldSet } from '../../fields/field.js';
import type { OwnValues } from '../../fields/own-value.js';
import { appendChange } from '../../mutations/append-change.js';
import type { InputErrorCollector } from '../../mutations/input-errors.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { BlockReader } from '../editing/rich-text-input.js';
import { withHiddenValues } from './hidden-values.js';
import { type OwnFieldsInput, OwnInputParser } from './parse-own-input.js';
import { buildStoredValues, checkReferences } from './store-own-values.js';

type TaxonomyOwner = ListOwner;

/**
 * Returns the values of a section, tag, author or series with an input applied, and collects the input's errors. Returns
 * null if the site has no fields of it.
 */
export async function parseTaxonomyFields(
  tx: Transaction,
  { fields, blocks }: { fields: FieldSet; blocks: BlockReader },
  current: unknown,
  input: OwnFieldsInput,
  errors: InputErrorCollector,
): Promise<OwnValues | null> {
  if (Object.keys(fields).length === 0) return null;
  const parser = new OwnInputParser(errors);
  const values = parser.apply(fields, current as OwnValues, input, ['fields']);
  await checkReferences(tx, parser, errors, blocks);
  return values;
}

/** Saves the values of a section, tag, author or series, and appends a change if they differ and it is public. */
export async function saveTaxonomyFields(
  tx: Transaction,
  owner: TaxonomyOwner,
  id: number,
  values: OwnValues | null,
): Promise<void> {
  if (values === null) return;
  const fields = await buildStoredValues(tx, values);
  if (isDeepStrictEqual(await loadFields(tx, owner, id), fields)) return;
  await updateFields(tx, owner, id, fields);
  if (!(await isPublic(tx, owner, id))) return;
  const nodeType = toPascalCase(owner) as 'Section' | 'Tag' | 'Author' | 'Series';
  await appendChange(tx, { kind: 'UPDATED', nodeType, nodeId: id, keys: [cacheTags[owner](id)] });
}

/** Returns imported values with the stored ones of removed fields, which imports do not know. */
export async function withHiddenTaxonomyValues(
  tx: Transaction,
  owner: TaxonomyOwner,
  id: number,
  values: OwnValues,
): Promise<OwnValues> {
  return withHiddenValues(tx, values, (await loadFields(tx, owner, id)) as OwnValues, owner);
}

async function loadFields(tx: Transaction, owner: TaxonomyOwner, id: number): Promise<unknown> {
  const query = { where: { id }, select: { fields: true } };
  if (owner === 'section') return (await tx.section.findUniqueOrThrow(query)).fields;
  if (owner === 'tag') return (await tx.tag.findUniqueOrThrow(query)).fields;
  if (owner === 'series') return (await tx.series.findUniqueOrThrow(query)).fields;
  return (await tx.author.findUniqueOrThrow(query)).fields;
}

async function updateFields(
  tx: Transaction,
  owner: TaxonomyOwner,
  id: number,
  fields: Awaited<ReturnType<typeof buildStoredValues>>,
): Promise<void> {
  const update = { where: { id }, data: { fields } };
  if (owner === 'section') await tx.section.update(update);
  else if (owner === 'tag') await tx.tag.update(update);
  else if (owner === 'series') await tx.series.update(update);
  else await tx.author.update(update);
}

/** Tags, authors and series are public with their first published article. */
async function isPublic(tx: Transaction, owner: TaxonomyOwner, id: number): Promise<boolean> {
  if (owner === 'section') return true;
  if (owner === 'series') return (await tx.article.count({ where: { seriesId: id } })) > 0;
  if (owner === 'tag') return (await tx.articleTag.count({ where: { tagId: id } })) > 0;
  return (await tx.articleAuthor.count({ where: { authorId: id } })) > 0;
}
