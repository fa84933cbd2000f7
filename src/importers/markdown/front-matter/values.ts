import { ContentRefusedError } from '../../../content/content-error.js';
import { parseHtml } from '../../../content/html/parse-html.js';
import { toPlainText } from '../../../content/plain-text.js';
import { canonicalizeLanguageTag } from '../../../shared/text/language-tag.js';
import type { FrontMatterField } from './fields.js';
import { type Findings, quoteValue } from './findings.js';

const MARKUP = /<\/?[a-z]/i;
const MARKUP_OR_ENTITY = /<\/?[a-z]|&(#x?)?[a-z0-9]+;/i;

/**
 * Reads one line of plain text. HTML is removed, because site generators insert fields into pages unescaped;
 * verbatim fields stay unchanged.
 */
export function readText(field: FrontMatterField | undefined, findings: Findings): string | null {
  if (field === undefined) return null;
  const { value } = field;
  if (typeof value !== 'string' && typeof value !== 'number') {
    findings.addProblem(field, `must be text, not ${describeValue(value)}`);
    return null;
  }
  if (field.isVerbatim) return String(value) || null;
  const text = toSingleLine(String(value));
  return (MARKUP_OR_ENTITY.test(text) ? stripMarkup(field, text, findings) : text) || null;
}

/** Reads a language tag, also with an underscore as in `pt_BR`. Ignores what is none, with a warning. */
export function readLanguageTag(field: FrontMatterField, findings: Findings): string | null {
  const tag = canonicalizeLanguageTag(String(field.value).trim().replaceAll('_', '-'));
  if (tag === null)
    findings.addWarning(field, `${quoteValue(field.value)} is no language tag and was ignored`);
  return tag;
}

/** Reads a list of texts with duplicates removed. A single text is split at commas. */
export function readTexts(field: FrontMatterField | undefined, findings: Findings): string[] {
  if (field === undefined) return [];
  if (typeof field.value !== 'string' && !Array.isArray(field.value)) {
    findings.addProblem(field, `must be a list or a text, not ${describeValue(field.value)}`);
    return [];
  }
  const entries = Array.isArray(field.value) ? field.entries() : splitAtCommas(field);
  return [...new Set(entries.flatMap((entry) => readText(entry, findings) ?? []))];
}

export function splitAtCommas(field: FrontMatterField): FrontMatterField[] {
  const parts = String(field.value).split(',');
  return parts.flatMap((part) => (part.trim() === '' ? [] : [field.withValue(part.trim())]));
}

/** Reads a boolean. Accepts the words of YAML 1.1 (`yes`, `off`), which Jekyll supports. */
export function readBoolean(field: FrontMatterField, findings: Findings): boolean | null {
  if (typeof field.value === 'boolean') return field.value;
  const word = String(field.value).toLowerCase();
  if (['true', 'yes', 'on'].includes(word)) return true;
  if (['false', 'no', 'off'].includes(word)) return false;
  findings.addProblem(field, `${quoteValue(field.value)} must be true or false`);
  return null;
}

/** Reads a number between two limits, both inclusive. */
export function readNumber(
  field: FrontMatterField | undefined,
  [min, max]: [number, number],
  findings: Findings,
): number | null {
  if (field === undefined) return null;
  const number = typeof field.value === 'string' ? Number(field.value) : field.value;
  if (typeof number === 'number' && number >= min && number <= max) return number;
  findings.addProblem(field, `${quoteValue(field.value)} must be a number from ${min} to ${max}`);
  return null;
}

/** Reads an absolute http or https URL; others are left out with a warning. */
export function readUrl(field: FrontMatterField, findings: Findings): string | null {
  const text = readText(field, findings);
  if (text === null || (/^https?:/i.test(text) && URL.canParse(text))) return text;
  findings.addWarning(field, `${quoteValue(text)} is no address with http or https, left out`);
  return null;
}

export function readInteger(field: FrontMatterField | undefined, findings: Findings): number | null {
  const number = readNumber(field, [1, 1_000_000], findings);
  if (number === null || Number.isInteger(number)) return number;
  findings.addProblem(field!, `${number} must be a whole number`);
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
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function stripMarkup(field: FrontMatterField, text: string, findings: Findings): string {
  try {
    const plain = toSingleLine(toPlainText(parseHtml(text)));
    if (MARKUP.test(text)) findings.addWarning(field, `markup was removed: ${quoteValue(plain)}`);
    return plain;
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    findings.addProblem(field, error.message);
    return '';
  }
}
