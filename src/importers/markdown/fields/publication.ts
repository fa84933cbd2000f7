import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { readBoolean } from '../front-matter/values.js';
import { parseDate } from './dates.js';
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

export interface Publication {
  publishedAt: Date | null;
  updatedAt: Date | null;
  draft: boolean;
}

/**
 * Reads the publication date and draft status, which may be given as `draft: true`, `published: false` or
 * `status: draft`.
 */
export function readPublication(
  fields: Fields,
  file: FileNameInfo & { isPage: boolean },
  findings: Findings,
): Publication {
  const draft = readDraft(fields, findings) || file.draft;
  const dateField = fields.take(
    ...PUBLISHED_FIELDS.filter((name) => !isBooleanWord(fields.peek(name))),
    ...CREATED_FIELDS,
  );
  const publishedAt = dateField ? readDate(dateField, findings) : file.date;
  if (
    !dateField &&
    publishedAt === null &&
    !draft &&
    !file.isPage &&
    !fields.peek('scheduledFor')?.isVerbatim
  ) {
    findings.addProblemOnLine(
      1,
      'no date: add one to the front matter, the file name or its folders, such as 2016/03/04',
    );
  }
  const updatedField = fields.take(...UPDATED_FIELDS);
  return { publishedAt, updatedAt: updatedField ? readDate(updatedField, findings) : null, draft };
}

/** Returns true if a field gives the date of publication. */
export function hasPublicationDate(fields: Fields): boolean {
  return PUBLISHED_FIELDS.some((name) => fields.peek(name) && !isBooleanWord(fields.peek(name)));
}

export function readDate(field: FrontMatterField, findings: Findings): Date | null {
  const { value } = field;
  const date = value instanceof Date ? parseDate(value.toISOString()) : parseDate(String(value));
  if (date === null)
    findings.addProblem(field, `${quoteValue(value)} is not a date; write it as 2016-03-04 14:30 +0100`);
  return date;
}

/** Returns true if any field marks the article as a draft, so that no draft is published by mistake. */
function readDraft(fields: Fields, findings: Findings): boolean {
  const draft = fields.take('draft');
  const published = isBooleanWord(fields.peek('published')) ? fields.take('published') : undefined;
  const draftSignals = [
    draft !== undefined && readBoolean(draft, findings) === true,
    published !== undefined && readBoolean(published, findings) === false,
    isDraftStatus(fields.take('status'), findings),
    isPermalinkDisabled(fields, findings),
  ];
  return draftSignals.includes(true);
}

/** Returns true if a field is a boolean: `published` is a boolean in Jekyll and a date elsewhere. */
function isBooleanWord(field: FrontMatterField | undefined): boolean {
  return field !== undefined && /^(true|false|yes|no|on|off)$/i.test(String(field.value));
}

function isDraftStatus(status: FrontMatterField | undefined, findings: Findings): boolean {
  if (status === undefined) return false;
  const word = String(status.value).toLowerCase();
  if (['published', 'publish', 'public', 'live', 'future', 'scheduled'].includes(word)) return false;
  if (word !== 'draft')
    findings.addWarning(status, `${quoteValue(status.value)} is not a known status; imported as a draft`);
  return true;
}

/** Returns true for `permalink: false`, for which Eleventy writes no page. */
function isPermalinkDisabled(fields: Fields, findings: Findings): boolean {
  const permalink = fields.peek('permalink');
  if (permalink?.value !== false) return false;
  findings.addWarning(permalink, 'false means that no page is generated; imported as a draft');
  return fields.take('permalink') !== undefined;
}
