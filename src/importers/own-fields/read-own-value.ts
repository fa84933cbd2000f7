import { toSnakeCase } from '../../fields/content-model.js';
import type { DateField, Field, NumberField, SelectField } from '../../fields/field.js';
import type { ImportedReference, ImportedValue, ImportedValues } from '../../fields/imported-value.js';
import { type ImageValue, REFERENCE_TYPES, type ReferenceType } from '../../fields/own-value.js';
import { isInt32 } from '../../modules/own-fields/int32.js';
import { isStorableTime } from '../../shared/time.js';

/** Differences between sources in reading values. */
export interface ValueSource {
  richTextFormat: 'markdown' | 'html';
  /** Converts the source's text, such as HTML, to plain text. */
  toPlainText(text: string): string;
  /** Returns the picture that a value names; null if it names no picture of the source. */
  readImage(value: unknown): ImageValue | null;
  /** Returns the content that a value names; null if the source does not have it. */
  readReference(type: ReferenceType, value: unknown): ImportedReference | null;
  /** Receives the reason why a value is omitted. */
  warn(message: string): void;
}

/** Length in characters up to which text is read as a date. */
const MAX_DATE_LENGTH = 100;
const TRUE = new Set(['true', 'yes', 'on', '1']);
const FALSE = new Set(['false', 'no', 'off', '0']);

/**
 * Converts a value of a source to that of an own field. Returns null for an empty value. Also returns null for
 * a value that does not fit, and calls `source.warn`.
 */
export function readOwnValue(
  field: Field,
  value: unknown,
  name: string,
  source: ValueSource,
): ImportedValue | null {
  if (isEmpty(value)) return null;
  const result = convert(field, value, name, source);
  if (typeof result !== 'object' || result === null || !('misfit' in result))
    return result as ImportedValue | null;
  source.warn(`${name}: ${quote(value)} ${result.misfit} and was ignored`);
  return null;
}

/** Reason why a value does not fit. */
type Misfit = { misfit: string };

function convert(
  field: Field,
  value: unknown,
  name: string,
  source: ValueSource,
): ImportedValue | Misfit | null {
  switch (field.type) {
    case 'text': {
      if (!isScalar(value)) return { misfit: 'is not a text' };
      const text = source.toPlainText(toText(value)).trim();
      return text.length > field.maxLength
        ? { misfit: `is longer than ${field.maxLength} characters` }
        : text || null;
    }
    case 'richText':
      if (!isScalar(value)) return { misfit: 'is not a text' };
      return { $type: 'richText', format: source.richTextFormat, text: toText(value) };
    case 'number':
      return convertNumber(field, value);
    case 'boolean': {
      const word = String(value).toLowerCase();
      if (TRUE.has(word)) return true;
      return FALSE.has(word) ? false : { misfit: 'is neither true nor false' };
    }
    case 'date':
      return convertDate(field, value);
    case 'select':
      return convertOption(field, value);
    case 'url':
      return convertUrl(value);
    case 'image':
      return source.readImage(value) ?? { misfit: 'is not a picture of the source' };
    case 'reference': {
      const type = REFERENCE_TYPES[field.to];
      return source.readReference(type, value) ?? { misfit: `was not found as ${field.to} in the source` };
    }
    case 'list': {
      const entries = Array.isArray(value) ? value : [value];
      if (entries.length > field.maxItems) source.warn(`${name}: only the first ${field.maxItems} are kept`);
      const values = entries
        .slice(0, field.maxItems)
        .map((entry, i) => readOwnValue(field.of, entry, `${name}.${i}`, source))
        .filter((entry) => entry !== null);
      return values.length === 0 ? null : values;
    }
    case 'group':
      return convertGroup(field.fields, value, name, source);
  }
}

function convertGroup(
  fields: Record<string, Field>,
  value: unknown,
  name: string,
  source: ValueSource,
): ImportedValues | Misfit | null {
  if (!isRecord(value)) return { misfit: 'is not a group of fields' };
  const values: ImportedValues = {};
  for (const [key, field] of Object.entries(fields)) {
    const given = value[key] ?? value[toSnakeCase(key)];
    const converted = readOwnValue(field, given, `${name}.${key}`, source);
    if (converted !== null) values[key] = converted;
  }
  return Object.keys(values).length === 0 ? null : values;
}

function convertNumber({ isInteger, min, max }: NumberField, value: unknown): number | Misfit {
  const number = typeof value === 'string' ? Number(value.trim()) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return { misfit: 'is not a number' };
  if (isInteger && !isInt32(number)) return { misfit: 'is not a whole number of at most 32 bits' };
  if (min !== undefined && number < min) return { misfit: `is below ${min}` };
  return max !== undefined && number > max ? { misfit: `is above ${max}` } : number;
}

/**
 * Reads ISO 8601, `YYYYMMDD` and `YYYY-MM-DD hh:mm:ss` (both ACF), and Unix time in seconds. Times without a zone are
 * UTC.
 */
function convertDate({ isDay }: DateField, value: unknown): string | Misfit {
  const time =
    value instanceof Date ? value : new Date(toIsoText(String(value).trim().slice(0, MAX_DATE_LENGTH)));
  if (!isStorableTime(time)) return { misfit: 'is not a date' };
  return isDay ? time.toISOString().slice(0, 10) : time.toISOString();
}

const ISO_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)$/;
/** A zone at the end, or ISO 8601's date alone, which JavaScript reads as UTC. */
const HAS_ZONE = /(?:Z|GMT|UTC|[+-]\d\d:?\d\d|\([^()]*\))$|^\d{4}-\d\d-\d\d$/i;

/** Returns the text in a form that Date parses alike in every time zone of the process. */
function toIsoText(text: string): string | number {
  if (/^\d{8}$/.test(text)) return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1_000;
  if (ISO_TIME.test(text)) return text.replace(ISO_TIME, '$1T$2Z');
  return HAS_ZONE.test(text) ? text : `${text} UTC`;
}

/** Finds an option by its value, however it is spelled: `very-hot` and `Very hot` are VERY_HOT. */
function convertOption({ options }: SelectField, value: unknown): string | Misfit {
  const wanted = normalizeOption(String(value));
  const option = Object.keys(options).find((each) => normalizeOption(each) === wanted);
  return option ?? { misfit: `is not one of ${Object.keys(options).join(', ')}` };
}

function normalizeOption(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Reads a URL, also as ACF stores a link: `{ url, title, target }`. */
function convertUrl(value: unknown): string | Misfit {
  const text = isRecord(value) ? value.url : value;
  if (typeof text !== 'string' || !/^https?:\/\/\S+$/i.test(text.trim()) || !URL.canParse(text.trim()))
    return { misfit: 'is not an http or https URL' };
  return text.trim();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isScalar(value: unknown): value is string | number | boolean | Date {
  return typeof value !== 'object' || value instanceof Date;
}

function toText(value: string | number | boolean | Date): string {
  return value instanceof Date ? value.toISOString().replace('T00:00:00.000Z', '') : String(value);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
