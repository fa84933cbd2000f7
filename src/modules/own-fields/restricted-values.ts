import { type Field, type FieldSet, isRestricted } from '../../fields/field.js';
import type { StoredValue, StoredValues } from './stored-value.js';

/** Returns the values without those that only readers of the whole article may read. */
export function omitRestricted(fields: FieldSet, values: StoredValues): StoredValues {
  const visible: StoredValues = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = toVisible(field, values[name]);
    if (value !== undefined) visible[name] = value;
  }
  return visible;
}

function toVisible(field: Field, value: StoredValue | undefined): StoredValue | undefined {
  if (value === undefined || isRestricted(field)) return undefined;
  if (field.type === 'list') {
    if (!Array.isArray(value)) return undefined;
    return value.map((entry) => toVisible(field.of, entry)).filter((entry) => entry !== undefined);
  }
  if (field.type !== 'group') return value;
  return isGroup(value) ? omitRestricted(field.fields, value) : undefined;
}

function isGroup(value: StoredValue): value is StoredValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('$type' in value);
}
