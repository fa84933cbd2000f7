import { ContentRefusedError } from '../../shared/content/content-refused.js';
import { parseHtml } from '../../shared/content/parse-html.js';
import { plainText } from '../../shared/content/plain-text.js';
import type { Field } from './fields.js';
import { type Findings, quoted } from './findings.js';

const MARKUP = /<\/?[a-z]/i;
const MARKUP_OR_ENTITY = /<\/?[a-z]|&(#x?)?[a-z0-9]+;/i;

/** One line of plain text. Site generators put fields into pages as they are, so some hold HTML; not in verbatim. */
export function textOf(field: Field | undefined, findings: Findings): string | null {
  if (field === undefined) return null;
  const { value } = field;
  if (typeof value !== 'string' && typeof value !== 'number') {
    findings.problem(field, `must be text, not ${kindOf(value)}`);
    return null;
  }
  if (field.isVerbatim) return String(value) || null;
  const text = oneLine(String(value));
  return (MARKUP_OR_ENTITY.test(text) ? withoutMarkup(field, text, findings) : text) || null;
}

/** A list of texts; a single text is taken apart at its commas. Repetitions are dropped. */
export function textsOf(field: Field | undefined, findings: Findings): string[] {
  if (field === undefined) return [];
  if (typeof field.value !== 'string' && !Array.isArray(field.value)) {
    findings.problem(field, `must be a list or a text, not ${kindOf(field.value)}`);
    return [];
  }
  const entries = Array.isArray(field.value) ? field.entries() : atCommas(field);
  return [...new Set(entries.flatMap((entry) => textOf(entry, findings) ?? []))];
}

export function atCommas(field: Field): Field[] {
  const parts = String(field.value).split(',');
  return parts.flatMap((part) => (part.trim() === '' ? [] : [field.with(part.trim())]));
}

/** Also the words for it that YAML 1.1 knew and Jekyll reads. */
export function booleanOf(field: Field, findings: Findings): boolean | null {
  if (typeof field.value === 'boolean') return field.value;
  const word = String(field.value).toLowerCase();
  if (['true', 'yes', 'on'].includes(word)) return true;
  if (['false', 'no', 'off'].includes(word)) return false;
  findings.problem(field, `${quoted(field.value)} is neither true nor false`);
  return null;
}

/** A number within the limits, both included. */
export function numberOf(
  field: Field | undefined,
  [min, max]: [number, number],
  findings: Findings,
): number | null {
  if (field === undefined) return null;
  const number = typeof field.value === 'string' ? Number(field.value) : field.value;
  if (typeof number === 'number' && number >= min && number <= max) return number;
  findings.problem(field, `${quoted(field.value)} is not a number from ${min} to ${max}`);
  return null;
}

export function wholeNumberOf(field: Field | undefined, findings: Findings): number | null {
  const number = numberOf(field, [1, 1_000_000], findings);
  if (number === null || Number.isInteger(number)) return number;
  findings.problem(field!, `${number} is not a whole number`);
  return null;
}

/** What a value is, as an editor would say it. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return `the date ${quoted(value)}`;
  if (typeof value === 'object') return 'a group of fields';
  return typeof value === 'number' ? `the number ${value}` : quoted(value);
}

export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function withoutMarkup(field: Field, text: string, findings: Findings): string {
  try {
    const plain = oneLine(plainText(parseHtml(text)));
    if (MARKUP.test(text)) findings.note(field, `markup taken out, leaving ${quoted(plain)}`);
    return plain;
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    findings.problem(field, error.message);
    return '';
  }
}
