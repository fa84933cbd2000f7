import { ContentRefusedError } from '../../../content/content-error.js';
import { parseHtml } from '../../../content/html/parse-html.js';
import { toPlainText } from '../../../content/plain-text.js';
import { canonicalizeLanguageTag } from '../../../shared/text/language-tag.js';
import { slugify } from '../../../shared/text/slug.js';
import { replaceUnstorable } from '../../../shared/text/valid-unicode.js';
import type { FrontMatterField } from './fields.js';
import { type Findings, quoteValue } from './findings.js';

const MARKUP = /<\/?[a-z]/i;
const MARKUP_OR_ENTITY = /<\/?[a-z]|&(#x?)?[a-z0-9]+;/i;

/** Keys under which a mapping has its text. */
const TEXT_KEYS = ['name', 'title', 'text', 'label', 'value', 'rendered', 'slug'];

/**
 * Reads one line of plain text. HTML is removed, because site generators insert fields into pages unescaped;
 * verbatim fields stay unchanged. Of a list the first entry is read, of a mapping its name or title; other values are
 * ignored with a warning.
 */
export function readText(field: FrontMatterField | undefined, findings: Findings): string | null {
  if (field === undefined) return null;
  const { value } = field;
  if (typeof value !== 'string' && typeof value !== 'number') return readNestedText(field, findings);
  if (field.isVerbatim) return String(value) || null;
  const text = toSingleLine(String(value));
  return (MARKUP_OR_ENTITY.test(text) ? stripMarkup(field, text, findings) : text) || null;
}

function readNestedText(field: FrontMatterField, findings: Findings): string | null {
  const { value } = field;
  if (value instanceof Date) return value.toISOString();
  const nested = Array.isArray(value) ? field.entries()[0] : field.fields()?.take(...TEXT_KEYS);
  if (nested === undefined) {
    findings.addWarning(field, `${describeValue(value)} is no text and was ignored`);
    return null;
  }
  if (Array.isArray(value) && field.entries().length > 1) warnAboutFirst(nested, field, findings);
  return readText(nested, findings);
}

/** Warns that of the entries of a list only the first is used. */
export function warnAboutFirst(first: FrontMatterField, field: FrontMatterField, findings: Findings): void {
  findings.addWarning(field, `only the first entry is imported: ${quoteValue(first.value)}`);
}

/** Characters of the name of a tag, an author, a section or a series that is stored. */
const MAX_NAME_LENGTH = 200;

/** Reads a name of which a slug can be made. Others are ignored with a warning. */
export function readName(field: FrontMatterField, findings: Findings): string | null {
  const name = readText(field, findings);
  if (name === null) return null;
  const isUsable = name.length <= MAX_NAME_LENGTH && name.split('/').every((part) => slugify(part) !== '');
  if (isUsable) return name;
  const why =
    name.length > MAX_NAME_LENGTH
      ? `has more than ${MAX_NAME_LENGTH} characters`
      : 'has no letter or digit to derive a slug from';
  findings.addWarning(field, `${quoteValue(name)} ${why} and was ignored`);
  return null;
}

/** Reads a language tag, also with an underscore as in `pt_BR`. Ignores other values, with a warning. */
export function readLanguageTag(field: FrontMatterField, findings: Findings): string | null {
  const tag = canonicalizeLanguageTag(String(field.value).trim().replaceAll('_', '-'));
  if (tag === null)
    findings.addWarning(field, `${quoteValue(field.value)} is no language tag and was ignored`);
  return tag;
}

/** Reads a list of names with duplicates removed. A single text is split at commas. */
export function readNames(field: FrontMatterField | undefined, findings: Findings): string[] {
  if (field === undefined) return [];
  const entries = typeof field.value === 'string' ? splitAtCommas(field) : field.entries();
  return [...new Set(entries.flatMap((entry) => readName(entry, findings) ?? []))];
}

export function splitAtCommas(field: FrontMatterField): FrontMatterField[] {
  const parts = String(field.value).split(',');
  return parts.flatMap((part) => (part.trim() === '' ? [] : [field.withValue(part.trim())]));
}

/** Reads a boolean; null with a warning for another value. Accepts the words of YAML 1.1 (`yes`, `off`), which Jekyll supports. */
export function readBoolean(field: FrontMatterField, findings: Findings): boolean | null {
  if (typeof field.value === 'boolean') return field.value;
  const word = String(field.value).toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return true;
  if (['false', 'no', 'off', '0'].includes(word)) return false;
  findings.addWarning(field, `${quoteValue(field.value)} is neither true nor false`);
  return null;
}

/** Reads a number between two limits, both inclusive; others are ignored with a warning. */
export function readNumber(
  field: FrontMatterField | undefined,
  [min, max]: [number, number],
  findings: Findings,
): number | null {
  if (field === undefined) return null;
  const number = typeof field.value === 'string' ? Number(field.value) : field.value;
  if (typeof number === 'number' && number >= min && number <= max) return number;
  findings.addWarning(field, `${quoteValue(field.value)} is no number from ${min} to ${max} and was ignored`);
  return null;
}

/** Reads an absolute http or https URL; ignores others with a warning. */
export function readUrl(field: FrontMatterField, findings: Findings): string | null {
  const text = readText(field, findings);
  if (text === null || (/^https?:/i.test(text) && URL.canParse(text))) return text;
  findings.addWarning(field, `${quoteValue(text)} is no address with http or https, left out`);
  return null;
}

export function readInteger(field: FrontMatterField | undefined, findings: Findings): number | null {
  const number = readNumber(field, [1, 1_000_000], findings);
  if (!field || number === null || Number.isInteger(number)) return number;
  findings.addWarning(field, `${number} is no whole number and was ignored`);
  return null;
}

/** Describes a value in words that an editor understands. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return `the date ${quoteValue(value)}`;
  if (typeof value === 'object') return 'a group of fields';
  return typeof value === 'number' ? `the number ${value}` : quoteValue(value);
}

export function toSingleLine(text: string): string {
  return replaceUnstorable(text.replace(/[\s\p{Cc}]+/gu, ' ').trim());
}

function stripMarkup(field: FrontMatterField, text: string, findings: Findings): string {
  try {
    const plain = toSingleLine(toPlainText(parseHtml(text)));
    if (MARKUP.test(text)) findings.addWarning(field, `markup was removed: ${quoteValue(plain)}`);
    return plain;
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    findings.addWarning(field, error.message);
    return '';
  }
}
