import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { warnAboutFirst } from '../front-matter/values.js';
import { parseDate, parseDateIn } from './dates.js';
import { isBooleanWord, readDraft } from './draft.js';
import type { FileNameInfo } from './file-name.js';

const PUBLISHED_FIELDS = [
  'date',
  'publishDate',
  'publishedDate',
  'pubDate',
  'publishedAt',
  'datePublished',
  'published',
];
const CREATED_FIELDS = ['created', 'createdAt', 'dateCreated'];
const UPDATED_FIELDS = [
  'updated',
  'lastmod',
  'modified',
  'lastModifiedAt',
  'updatedDate',
  'updatedAt',
  'lastModified',
  'lastUpdated',
  'dateModified',
  'modifiedDate',
];

const DATE_EXAMPLE = '2016-03-04 14:30 +0100';

export interface Publication {
  publishedAt: Date | null;
  updatedAt: Date | null;
  draft: boolean;
}

/** Reads the publication date and if the article is a draft. A `publishDate` that is to come precedes other dates. */
export function readPublication(
  fields: Fields,
  file: FileNameInfo & { isPage: boolean; hasFrontMatter: boolean },
  findings: Findings,
): Publication {
  const status = fields.peek('status');
  const isMarked = readDraft(fields, findings) || file.draft;
  const dateField =
    takeScheduledDate(fields) ??
    fields.take(...PUBLISHED_FIELDS.filter((name) => !isBooleanWord(fields.peek(name))), ...CREATED_FIELDS);
  const publishedAt = (dateField && readDate(dateField, findings)) ?? file.date;
  // It would be published now.
  const isUntimed = !isMarked && publishedAt === null && /^(future|scheduled)$/i.test(String(status?.value));
  if (status && isUntimed) findings.addWarning(status, 'scheduled without a date: imported as a draft');
  const draft = isMarked || isUntimed;
  if (publishedAt === null && !draft && !file.isPage && !fields.peek('scheduledFor')?.isVerbatim) {
    refuseUndated(dateField, file.hasFrontMatter, findings);
  }
  const updatedField = fields.take(...UPDATED_FIELDS);
  return { publishedAt, updatedAt: updatedField ? readDate(updatedField, findings) : null, draft };
}

function refuseUndated(
  dateField: FrontMatterField | undefined,
  hasFrontMatter: boolean,
  findings: Findings,
): void {
  if (dateField !== undefined) {
    const { line, name, value } = dateField;
    findings.addProblemOnLine(
      line,
      `${name}: ${quoteValue(value)} is not a date; write it as ${DATE_EXAMPLE}`,
    );
  } else {
    const places = 'the front matter, the file name or its folders, such as 2016/03/04';
    const advice = hasFrontMatter
      ? `add one to ${places}`
      : `the file has no front matter; begin it with the lines "---", "date: ${DATE_EXAMPLE}" and "---", or put the date in the file name`;
    findings.addProblemOnLine(1, `no date: ${advice}`);
  }
}

/** Returns true if a field gives the date of publication. */
export function hasPublicationDate(fields: Fields): boolean {
  return PUBLISHED_FIELDS.some((name) => fields.peek(name) && !isBooleanWord(fields.peek(name)));
}

/** Takes the date on which the site is going to publish the article. Hugo has another one for the date of writing. */
function takeScheduledDate(fields: Fields): FrontMatterField | undefined {
  const value = fields.peek('publishDate')?.value;
  const date = parseDate(value instanceof Date ? value.toISOString() : String(value ?? ''));
  if (date === null || date <= new Date()) return undefined;
  fields.take('date');
  return fields.take('publishDate');
}

/** Reads a date; of a list, its first entry. Others are ignored with a warning. */
export function readDate(field: FrontMatterField, findings: Findings): Date | null {
  const { value } = field;
  if (Array.isArray(value)) {
    const [first] = field.entries();
    if (!first) return null;
    warnAboutFirst(first, field, findings);
    return readDate(first, findings);
  }
  const text = value instanceof Date ? value.toISOString() : String(value);
  const date = parseDateIn(text, field.timeZone);
  if (date === null)
    findings.addWarning(
      field,
      `${quoteValue(value)} is not a date and was ignored; write it as ${DATE_EXAMPLE}`,
    );
  return date;
}
