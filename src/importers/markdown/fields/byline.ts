import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readName, splitAtCommas } from '../front-matter/values.js';

/**
 * Reads the authors in order: a name, several names separated by commas, or a list of names or of `{ name }`.
 */
export function readAuthors(fields: Fields, findings: Findings): string[] {
  const field = fields.take('authors', 'author', 'byline');
  if (field === undefined) return [];
  const entries = typeof field.value === 'string' ? splitAtCommas(field) : field.entries();
  const names = [...new Set(entries.flatMap((entry) => readName(entry, findings) ?? []))];
  if (typeof field.value === 'string' && names.length > 1) {
    findings.addWarning(field, `read as ${names.length} people: ${names.join('; ')}`);
  }
  return names;
}
