import type { Field, Fields } from './fields.js';
import type { Findings } from './findings.js';
import { atCommas, kindOf, textOf } from './values.js';

/** The authors in their order: a name, several with commas between, or a list of names or of `{ name }`. */
export function readAuthors(fields: Fields, findings: Findings): string[] {
  const field = fields.take('authors', 'author', 'byline');
  if (field === undefined) return [];
  const entries = typeof field.value === 'string' ? atCommas(field) : field.entries();
  const names = [...new Set(entries.flatMap((entry) => authorOf(entry, findings) ?? []))];
  if (typeof field.value === 'string' && names.length > 1) {
    findings.note(field, `read as ${names.length} people: ${names.join('; ')}`);
  }
  return names;
}

function authorOf(entry: Field, findings: Findings): string | null {
  const name = entry.fields()?.take('name', 'slug');
  if (name !== undefined) return textOf(name, findings);
  if (typeof entry.value === 'string') return textOf(entry, findings);
  findings.problem(entry, `must be names or entries with a name, not ${kindOf(entry.value)}`);
  return null;
}
