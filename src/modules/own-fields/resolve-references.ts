import type { ImportedReference, ImportedValue, ImportedValues } from '../../fields/imported-value.js';
import { type OwnValue, type OwnValues, REFERENCE_TYPES } from '../../fields/own-value.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { slugify } from '../../shared/text/slug.js';

/**
 * Replaces references by slug, name or source ID with IDs. Omits references to missing content and returns
 * their names.
 */
export async function resolveReferences(
  tx: Transaction,
  values: ImportedValues,
  source: string | null,
): Promise<{ values: OwnValues; missing: string[] }> {
  const missing: string[] = [];
  const resolveValue = async (value: ImportedValue, path: string): Promise<OwnValue | null> => {
    if (Array.isArray(value)) {
      const entries: OwnValue[] = [];
      for (const [i, entry] of value.entries()) {
        const resolved = await resolveValue(entry, `${path}.${i}`);
        if (resolved !== null) entries.push(resolved);
      }
      return entries.length === 0 ? null : entries;
    }
    if (isImportedReference(value)) {
      const id = await findId(tx, value, source);
      if (id === null) missing.push(`${path}: ${describe(value)}`);
      return id === null ? null : { $type: value.$type, id };
    }
    if (typeof value !== 'object' || '$type' in value) return value as OwnValue;
    return resolveValues(value as ImportedValues, `${path}.`);
  };
  const resolveValues = async (given: ImportedValues, prefix: string): Promise<OwnValues> => {
    const resolved: OwnValues = {};
    for (const [name, value] of Object.entries(given)) {
      const result = await resolveValue(value, `${prefix}${name}`);
      if (result !== null) resolved[name] = result;
    }
    return resolved;
  };
  return { values: await resolveValues(values, ''), missing };
}

function isImportedReference(value: ImportedValue): value is ImportedReference {
  const { $type } = (typeof value === 'object' ? value : {}) as { $type?: unknown };
  return Object.values<unknown>(REFERENCE_TYPES).includes($type);
}

function describe(reference: ImportedReference): string {
  const name = 'slug' in reference ? reference.slug : reference.sourceId;
  return `the ${reference.$type.toLowerCase()} ${name} was not found`;
}

async function findId(
  tx: Transaction,
  reference: ImportedReference,
  source: string | null,
): Promise<number | null> {
  if ('sourceId' in reference) {
    const { sourceId } = reference;
    const draft = source === null ? null : await tx.draft.findFirst({ where: { source, sourceId } });
    return draft?.id ?? null;
  }
  const { slug } = reference;
  const byName = { where: { OR: [{ slug }, { slug: slugify(slug) }, { name: slug }] }, select: { id: true } };
  switch (reference.$type) {
    case 'Article':
      return (
        (await tx.draft.findFirst({ where: { slug }, orderBy: { id: 'asc' }, select: { id: true } }))?.id ??
        null
      );
    case 'Author':
      return (await tx.author.findFirst(byName))?.id ?? null;
    case 'Section':
      return (await tx.section.findFirst(byName))?.id ?? null;
    case 'Tag':
      return (await tx.tag.findFirst(byName))?.id ?? null;
  }
}
