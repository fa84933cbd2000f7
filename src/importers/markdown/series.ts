import type { ImportedArticle } from '../imported-article.js';
import type { Fields } from './fields.js';
import { type Findings, quoted } from './findings.js';
import { textOf, wholeNumberOf } from './values.js';

/** `series: Name` with `series_part` or `series_order`, `series: { name, part }`, or Hugo's list of one. */
export function readSeries(fields: Fields, findings: Findings): ImportedArticle['series'] {
  const field = fields.take('series');
  if (field === undefined) return null;
  const [first, ...rest] = field.entries();
  if (rest.length > 0) findings.note(field, `only the first is kept: ${quoted(first!.value)}`);
  const inside = first!.fields();
  const name = textOf(inside ? (inside.take('name', 'title') ?? first) : first, findings);
  const number = wholeNumberOf(
    (inside ?? fields).take('part', 'order', 'seriesPart', 'seriesOrder'),
    findings,
  );
  return name === null ? null : { name, part: number };
}
