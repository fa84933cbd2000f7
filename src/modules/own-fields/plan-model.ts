import { isDeepStrictEqual } from 'node:util';
import { type ContentModel, listOwnFields, type OwnField } from '../../fields/content-model.js';
import type { Field } from '../../fields/field.js';

/** A definition as last applied. */
export interface AppliedField {
  /** Scope and name: `article.rating`. */
  path: string;
  definition: Field;
  removedAt: Date | null;
}

export interface ModelPlan {
  /** Fields with a new or changed definition. */
  save: OwnField[];
  renames: { scope: string; from: string; to: string }[];
  /** Paths of fields that are no longer declared. */
  remove: string[];
  /** Paths of removed fields that are declared again. */
  restore: string[];
  /** Reasons why the model cannot be applied, with the remedy. */
  errors: string[];
}

/** Plans how the stored definitions become those of a model. Values are moved only by renames. */
export function planModel(model: ContentModel, applied: AppliedField[]): ModelPlan {
  const plan: ModelPlan = { save: [], renames: [], remove: [], restore: [], errors: [] };
  const known = new Map(applied.map((each) => [each.path, each]));
  const declared = listOwnFields(model);
  const used = new Set<string>();
  for (const own of declared) {
    const path = `${own.scope}.${own.name}`;
    const formerPath = own.field.renamedFrom === undefined ? null : `${own.scope}.${own.field.renamedFrom}`;
    const former = formerPath === null ? undefined : known.get(formerPath);
    const current = known.get(path);
    used.add(path);
    if (former && current) {
      used.add(former.path);
      plan.errors.push(
        `${path}: it has values of its own, and renamedFrom would replace them by those of ${former.path}. ` +
          `Take renamedFrom out, or give up one of them: dateline fields remove ${former.path}.`,
      );
      continue;
    }
    const before = current ?? former;
    const difference = before && findIncompatibility(before.definition, own.field);
    if (before && difference) {
      plan.errors.push(
        `${path}: its values cannot become ${difference}. Put the former type back, or give the field another ` +
          `name; ${before.path} is then kept until "dateline fields remove ${before.path}".`,
      );
      continue;
    }
    if (former && own.field.renamedFrom !== undefined) {
      used.add(former.path);
      plan.renames.push({ scope: own.scope, from: own.field.renamedFrom, to: own.name });
    }
    if (current?.removedAt) plan.restore.push(path);
    if (!current || current.removedAt || !isDeepStrictEqual(current.definition, toPlain(own.field)))
      plan.save.push(own);
  }
  plan.remove = applied
    .filter(({ path, removedAt }) => !removedAt && !used.has(path))
    .map(({ path }) => path);
  return plan;
}

/** Returns the definition as JSON stores it. */
export function toPlain(field: Field): Field {
  return JSON.parse(JSON.stringify(field));
}

/** Returns the new type if values of the old one are not valid in it; null if they are. */
function findIncompatibility(before: Field, after: Field): string | null {
  if (before.type !== after.type) return describeChange(before.type, after.type);
  if (before.type === 'number' && after.type === 'number')
    return !before.isInteger && after.isInteger ? describeChange('any numbers', 'integers') : null;
  if (before.type === 'date' && after.type === 'date' && before.isDay !== after.isDay)
    return describeChange(before.isDay ? 'days' : 'times', after.isDay ? 'days' : 'times');
  if (before.type === 'reference' && after.type === 'reference' && before.to !== after.to)
    return describeChange(`references to ${before.to}s`, `references to ${after.to}s`);
  if (before.type === 'list' && after.type === 'list') return findIncompatibility(before.of, after.of);
  if (before.type !== 'group' || after.type !== 'group') return null;
  for (const [name, field] of Object.entries(after.fields)) {
    const other = before.fields[name];
    const difference = other && findIncompatibility(other, field);
    if (difference) return `${name}: ${difference}`;
  }
  return null;
}

function describeChange(before: string, after: string): string {
  return `${after} (they are ${before})`;
}
