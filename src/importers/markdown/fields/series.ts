import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readInteger, readName, warnAboutFirst } from '../front-matter/values.js';

/** Fields with the number of the part, beside `series` or in it. Hugo orders the pages of a series by `series_weight`. */
const PART_FIELDS = [
  'part',
  'order',
  'seriesPart',
  'seriesOrder',
  'seriesNumber',
  'seriesIndex',
  'seriesWeight',
];
/** Further names of the part in a mapping, which has nothing but the series. */
const NESTED_PART_FIELDS = [...PART_FIELDS, 'index', 'number', 'position', 'weight'];

/** A series that is named by a key, whose title is in another field. */
const KEY = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/;

/**
 * Reads the series: `series: Name` with `series_part` or `series_order`, `series: key` with `series_title`,
 * `series: { name, part }` or `series: { id, index }`, or Hugo's list of one.
 */
export function readSeries(fields: Fields, findings: Findings): ImportedArticle['series'] {
  const field = fields.take('series');
  if (field === undefined) return null;
  const [first = field, ...rest] = field.entries();
  if (rest.length > 0) warnAboutFirst(first, field, findings);
  const seriesFields = first.fields();
  // In a list, as Hugo has it, series_title is the title of the article in its series.
  const title = first === field && KEY.test(String(field.value)) ? fields.take('seriesTitle') : undefined;
  const name = readName(seriesFields?.take('name', 'title', 'id', 'slug', 'key') ?? title ?? first, findings);
  const partField = seriesFields?.take(...NESTED_PART_FIELDS) ?? fields.take(...PART_FIELDS);
  const part = readInteger(partField, findings);
  return name === null ? null : { name, part };
}
