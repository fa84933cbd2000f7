import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { describeValue, readText, splitAtCommas } from '../front-matter/values.js';

/**
 * Reads the authors in order: a name, several names separated by commas, or a list of names or of `{ name }`.
 */
export function readAuthors(fields: Fields, findings: Findings): string[] {
  const field = fields.take('authors', 'author', 'byline');
  if (field === undefined) return [];
  const entries = typeof field.value === 'string' ? splitAtCommas(field) : field.entries();
  const names = [...new Set(entries.flatMap((entry) => readAuthor(entry, findings) ?? []))];
  if (typeof field.value === 'string' && names.length > 1) {
    findings.addWarning(field, `read as ${names.length} people: ${names.join('; ')}`);
  }
  return names;
}

function readAuthor(entry: FrontMatterField, findings: Findings): string | null {
  const name = entry.fields()?.take('name', 'slug');
  if (name !== undefined) return readText(name, findings);
  if (typeof entry.value === 'string') return readText(entry, findings);
  findings.addProblem(entry, `must be names or entries with a name, not ${describeValue(entry.value)}`);
  return null;
}
