import type { Field } from '../../fields/field.js';
import type { Loaders } from '../../graphql/loaders.js';
import {
  combineMaybePromises,
  type MaybePromise,
  mapMaybePromise,
} from '../../shared/async/maybe-promise.js';
import { RichText } from '../article/rich-text.type.js';
import { isInt32 } from './int32.js';
import type { StoredRichText, StoredValue } from './stored-value.js';

/**
 * Returns the value of a field in the graph; null if it is missing, of another type, or refers to content
 * outside the perspective.
 */
export function resolveOwnValue(field: Field, value: StoredValue | undefined, context: Loaders): unknown {
  if (field.type === 'list') {
    const entries = Array.isArray(value) ? value : [];
    const resolved = entries.map(
      (entry) => resolveOwnValue(field.of, entry, context) as MaybePromise<unknown>,
    );
    return mapMaybePromise(combineMaybePromises(resolved), (all) => all.filter((entry) => entry !== null));
  }
  if (value === undefined || value === null || Array.isArray(value)) return null;
  if (typeof value === 'object') return resolveObject(field, value, context);
  switch (field.type) {
    case 'text':
    case 'url':
      return typeof value === 'string' ? value : null;
    case 'number':
      return typeof value === 'number' && (!field.isInteger || isInt32(value)) ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'select':
      return Object.hasOwn(field.options, String(value)) ? value : null;
    case 'date':
      return resolveDate(field.isDay, value);
    default:
      return null;
  }
}

function resolveDate(isDay: boolean, value: string | number | boolean): string | Date | null {
  const time = new Date(String(value));
  if (Number.isNaN(time.getTime())) return null;
  return isDay ? time.toISOString().slice(0, 10) : time;
}

function toRichText(forms: StoredRichText): RichText {
  return Object.assign(new RichText(), { key: forms.key ?? '', path: '/', forms });
}

function resolveObject(field: Field, value: object, context: Loaders): unknown {
  const { $type, id = 0 } = value as { $type?: string; id?: number };
  if (field.type === 'group') return $type === undefined ? value : null;
  if (field.type === 'richText') return $type === 'richText' ? toRichText(value as StoredRichText) : null;
  if (field.type === 'image') return $type === 'image' ? context.images.byId.load(id) : null;
  if (field.type !== 'reference' || $type === undefined || $type.toLowerCase() !== field.to) return null;
  switch (field.to) {
    case 'article':
      return context.articles.byId.load(id);
    case 'author':
      return context.authors.byId.load(id);
    case 'tag':
      return context.tags.byId.load(id);
    case 'section':
      return mapMaybePromise(context.sections.getTree(), (tree) => tree.findById(id) ?? null);
  }
}
