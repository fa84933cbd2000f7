import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { readBoolean } from '../front-matter/values.js';
import { parseDate } from './dates.js';

/** Fields of site generators, CMS and Obsidian that are true for unpublished pages, and those that are false for them. */
const UNPUBLISHED_FIELDS = [
  'isDraft',
  'unpublished',
  'private',
  'isPrivate',
  'trashed',
  'deleted',
  'headless',
  'wip',
];
const PUBLISHED_FIELDS = ['isPublished', 'publish', 'public', 'isPublic', 'dgPublish', 'routable', 'render'];
/** Dates from which a site no longer shows the article. */
const EXPIRY_FIELDS = ['expiryDate', 'unpublishDate', 'expirationDate', 'expires'];
/** Dates before which nobody may read the article. */
const EMBARGO_FIELDS = ['embargo', 'embargoUntil', 'embargoedUntil', 'embargoDate'];
/** Fields that are true for pages that a site has, but shows in no list. */
const UNLISTED_FIELDS = ['unlisted', 'hidden', 'eleventyExcludeFromCollections'];

/** Returns true if any field says that the article is not public, so that none is published by mistake. */
export function readDraft(fields: Fields, findings: Findings): boolean {
  const draft = fields.take('draft');
  const published = isBooleanWord(fields.peek('published')) ? fields.take('published') : undefined;
  const draftSignals = [
    draft !== undefined && isYesOrUnclear(draft, findings),
    published !== undefined && readBoolean(published, findings) === false,
    isDraftStatus(fields.take('status'), findings),
    isPermalinkDisabled(fields, findings),
    // A file of our own exporter has no other names for it.
    !fields.isVerbatim && hasOtherSign(fields, findings),
  ];
  return draftSignals.includes(true);
}

/** Returns true if a field says by any other name that the article is not public. */
function hasOtherSign(fields: Fields, findings: Findings): boolean {
  const signs = [
    hasFlag(fields, UNPUBLISHED_FIELDS, true, findings),
    hasFlag(fields, PUBLISHED_FIELDS, false, findings),
    isNotVisible(fields, findings),
    isInUnpublishedState(fields, findings),
    isEmbargoed(fields, findings),
    hasPassword(fields, findings),
    isExpired(fields, findings),
    hasNoPage(fields, findings),
  ];
  noteUnlisted(fields, findings);
  return signs.includes(true);
}

/** Returns true unless a field says no. A value that is neither yes nor no keeps the article a draft. */
function isYesOrUnclear(draft: FrontMatterField, findings: Findings): boolean {
  const isDraft = readBoolean(draft, findings);
  if (isDraft === null) findings.addWarning(draft, 'imported as a draft');
  return isDraft ?? true;
}

/** Returns true if a field is a boolean: `published` is a boolean in Jekyll and a date elsewhere. */
export function isBooleanWord(field: FrontMatterField | undefined): boolean {
  return field !== undefined && /^(true|false|yes|no|on|off|0|1)$/i.test(String(field.value));
}

function isDraftStatus(status: FrontMatterField | undefined, findings: Findings): boolean {
  if (status === undefined) return false;
  const word = String(status.value).toLowerCase();
  if (['published', 'publish', 'public', 'live', 'featured', 'future', 'scheduled'].includes(word))
    return false;
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

/** Returns true if one of the fields has a value. Other readers take values that are no booleans. */
function hasFlag(fields: Fields, names: string[], wanted: boolean, findings: Findings): boolean {
  const flags = names.flatMap((name) => (isBooleanWord(fields.peek(name)) ? (fields.take(name) ?? []) : []));
  const found = flags.filter((field) => readBoolean(field, findings) === wanted);
  for (const field of found) findings.addWarning(field, `${quoteValue(field.value)}: imported as a draft`);
  return found.length > 0;
}

/** Reads `visibility`, which may also say for whom the article is: see readAccess. */
function isNotVisible(fields: Fields, findings: Findings): boolean {
  const field = fields.peek('visibility');
  if (!field || !/^(private|hidden|draft|internal|password|unlisted)$/i.test(String(field.value)))
    return false;
  findings.addWarning(field, `${quoteValue(field.value)}: imported as a draft`);
  return fields.take('visibility') !== undefined;
}

/** Reads `state`, which may also be that of a country. */
function isInUnpublishedState(fields: Fields, findings: Findings): boolean {
  const field = fields.peek('state');
  if (!field || !/^(draft|unpublished|private|hidden|pending|in[-_ ]?review)$/i.test(String(field.value)))
    return false;
  findings.addWarning(field, `${quoteValue(field.value)}: imported as a draft`);
  return fields.take('state') !== undefined;
}

/** Returns true if an embargo has not ended, or if its end cannot be read. */
function isEmbargoed(fields: Fields, findings: Findings): boolean {
  const field = fields.take(...EMBARGO_FIELDS);
  if (!field) return false;
  const { value } = field;
  const date = parseDate(value instanceof Date ? value.toISOString() : String(value));
  if (value === false || (date !== null && date <= new Date())) return false;
  findings.addWarning(field, `${quoteValue(value)} has not passed: imported as a draft`);
  return true;
}

function hasPassword(fields: Fields, findings: Findings): boolean {
  const password = fields.take('password');
  if (password) findings.addWarningOnLine(password.line, 'protected by a password: imported as a draft');
  return password !== undefined;
}

function isExpired(fields: Fields, findings: Findings): boolean {
  const name = EXPIRY_FIELDS.find((each) => fields.peek(each) !== undefined);
  const field = name === undefined ? undefined : fields.peek(name);
  const value = field?.value;
  const date = parseDate(value instanceof Date ? value.toISOString() : String(value));
  if (name === undefined || !field || date === null) return false;
  fields.take(name);
  const hasPassed = date <= new Date();
  const note = hasPassed ? 'has passed: imported as a draft' : 'is not imported: the article stays published';
  findings.addWarning(field, `${quoteValue(value)} ${note}`);
  return hasPassed;
}

/** Returns true for `build: { render: never }`, for which Hugo writes no page. */
function hasNoPage(fields: Fields, findings: Findings): boolean {
  const render = fields.peek('build')?.fields()?.peek('render');
  if (!render || !/^(never|false|link)$/.test(String(render.value))) return false;
  findings.addWarning(
    render,
    `${quoteValue(render.value)} means that no page is generated; imported as a draft`,
  );
  return fields.take('build') !== undefined;
}

/** Notes that a page is in no list of its site, which an article here always is. */
function noteUnlisted(fields: Fields, findings: Findings): void {
  const flags = UNLISTED_FIELDS.filter((name) => /^(true|yes)$/i.test(String(fields.peek(name)?.value)));
  const listing = fields.peek('build')?.fields()?.peek('list');
  const isUnlisted = listing && /^(never|false|local)$/.test(String(listing.value));
  for (const field of [...flags.flatMap((name) => fields.take(name) ?? []), ...(isUnlisted ? [listing] : [])])
    findings.addWarning(field, 'the site shows it in no list; here it is in lists');
  if (isUnlisted) fields.take('build');
}
