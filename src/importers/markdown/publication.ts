import { parseDate } from './dates.js';
import type { Field, Fields } from './fields.js';
import type { FileNameFacts } from './file-name.js';
import { type Findings, quoted } from './findings.js';
import { booleanOf } from './values.js';

const PUBLISHED = [
  'date',
  'publishDate',
  'publishedDate',
  'pubDate',
  'publishedAt',
  'datePublished',
  'published',
];
const CREATED = ['created', 'createdAt', 'dateCreated'];
const UPDATED = [
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

/** When an article appeared, and whether it has: `draft: true`, `published: false`, `status: draft`. */
export function readPublication(fields: Fields, file: FileNameFacts, findings: Findings): Publication {
  const draft = readDraft(fields, findings) || file.draft;
  const written = fields.take(...PUBLISHED.filter((name) => !isSwitch(fields.peek(name))), ...CREATED);
  const publishedAt = written ? dateOf(written, findings) : file.date;
  if (!written && publishedAt === null && !draft && !fields.peek('scheduledFor')?.isVerbatim) {
    findings.problemAt(1, 'no date, neither in the front matter nor in the file name');
  }
  const updated = fields.take(...UPDATED);
  return { publishedAt, updatedAt: updated ? dateOf(updated, findings) : null, draft };
}

export function dateOf(field: Field, findings: Findings): Date | null {
  const { value } = field;
  const date = value instanceof Date ? parseDate(value.toISOString()) : parseDate(String(value));
  if (date === null)
    findings.problem(field, `${quoted(value)} is not a date; write it as 2016-03-04 14:30 +0100`);
  return date;
}

/** Each of the ways to hold an article back counts, so that none that was meant to stay in slips out. */
function readDraft(fields: Fields, findings: Findings): boolean {
  const draft = fields.take('draft');
  const published = isSwitch(fields.peek('published')) ? fields.take('published') : undefined;
  const held = [
    draft !== undefined && booleanOf(draft, findings) === true,
    published !== undefined && booleanOf(published, findings) === false,
    isHeldByStatus(fields.take('status'), findings),
    isUnwritten(fields, findings),
  ];
  return held.includes(true);
}

/** `published` is a switch to Jekyll and a date to others. */
function isSwitch(field: Field | undefined): boolean {
  return field !== undefined && /^(true|false|yes|no|on|off)$/i.test(String(field.value));
}

function isHeldByStatus(status: Field | undefined, findings: Findings): boolean {
  if (status === undefined) return false;
  const word = String(status.value).toLowerCase();
  if (['published', 'publish', 'public', 'live', 'future', 'scheduled'].includes(word)) return false;
  if (word !== 'draft')
    findings.note(status, `${quoted(status.value)} is unknown here, so this is kept as a draft`);
  return true;
}

/** Eleventy writes no page for `permalink: false`. */
function isUnwritten(fields: Fields, findings: Findings): boolean {
  const permalink = fields.peek('permalink');
  if (permalink?.value !== false) return false;
  findings.note(permalink, 'false means that no page is written, so this is kept as a draft');
  return fields.take('permalink') !== undefined;
}
