import { isRecord, type TableRecord } from './records.js';

/** Returns the record that a value refers to; null if it is no reference; undefined if the record is not in the file. */
export type Resolve = (value: TableRecord) => TableRecord | null | undefined;

export interface ReadOptions {
  resolve?: Resolve | undefined;
  /** Property to read of objects that have a value for each language. */
  locale?: string | undefined;
}

/** Properties that hold the values of a record in exports of content management systems. */
const WRAPPERS = ['attributes', 'fields', 'relationships'];

/**
 * Reads the values at a path, such as `author.name`. Steps follow references, and enter lists and wrappers, so that
 * `tags.name` has the name of each tag. Empty values are left out.
 */
export function readPath(record: TableRecord, path: string, options: ReadOptions = {}): unknown[] {
  // Columns may have a dot in their name.
  const steps = Object.hasOwn(record, path) ? [path] : path.split('.');
  let values: unknown[] = [record];
  for (const step of steps) values = values.flatMap((value) => readStep(value, step, options));
  return values.flatMap((value) => unwrap(value, options)).filter((value) => !isEmpty(value));
}

function readStep(value: unknown, step: string, options: ReadOptions): unknown[] {
  if (Array.isArray(value)) {
    const index = /^\d+$/.test(step) ? Number(step) : null;
    if (index !== null) return [value[index]];
    return value.flatMap((each) => readStep(each, step, options));
  }
  if (!isRecord(value)) return [];
  if (Object.hasOwn(value, step)) return [value[step]];
  for (const wrapper of WRAPPERS) {
    const inner = Object.hasOwn(value, wrapper) ? value[wrapper] : null;
    if (isRecord(inner) && Object.hasOwn(inner, step)) return [inner[step]];
  }
  const [next] = unwrap(value, options);
  return next === undefined || next === value ? [] : readStep(next, step, options);
}

/** Follows a reference, or enters what only holds a value. */
function unwrap(value: unknown, { resolve, locale }: ReadOptions): unknown[] {
  if (!isRecord(value)) return [value];
  const target = resolve?.(value);
  if (target !== null && target !== undefined) return [target];
  if (target === undefined && resolve) return [];
  if (locale !== undefined && Object.hasOwn(value, locale)) return [value[locale]];
  if (
    Object.hasOwn(value, 'data') &&
    Object.keys(value).every((key) => ['data', 'links', 'meta'].includes(key))
  )
    return unwrap(value.data, { resolve, locale });
  return [value];
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
}

/** Returns the text of a scalar; null for other values. */
export function toText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() || null;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Properties by which an object is named in a list of names, such as a tag. */
const NAMES = ['name', 'title', 'label', 'displayName', 'display_name', 'username'];

/** Lists the texts of values: those of lists written as JSON or with a separator, and the names of objects. */
export function listTexts(values: unknown[], separator: string | null, options: ReadOptions): string[] {
  return values.flatMap((value): string[] => {
    if (Array.isArray(value)) return listTexts(value, null, options);
    if (isRecord(value)) {
      const target = unwrap(value, options)[0];
      if (Array.isArray(target)) return listTexts(target, null, options);
      if (!isRecord(target)) return [];
      const name = NAMES.flatMap((each) => readPath(target, each, options)).find(
        (each) => toText(each) !== null,
      );
      return toText(name) === null ? [] : [toText(name) as string];
    }
    const text = toText(value);
    if (text === null) return [];
    const json = text.startsWith('[') ? parseJson(text) : null;
    if (Array.isArray(json)) return listTexts(json, null, options);
    return (separator === null ? [text] : text.split(separator)).map((each) => each.trim()).filter(Boolean);
  });
}

/** Parses JSON; null for other texts. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
