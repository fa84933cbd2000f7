import type { ExternalEntry, ExternalLiveBlog } from '../../../modules/live-blog/write/external-live-blog.js';
import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readBoolean, readNames, readNumber, readText } from '../front-matter/values.js';
import { readDate } from './publication.js';
import { MAX_ID } from './reserved.js';

/** Reads the field `liveBlog` of an article of the kind LIVE_BLOG: its times, summary and entries. */
export function readLiveBlog(fields: Fields, findings: Findings): { liveBlog?: ExternalLiveBlog } {
  const field = fields.take('liveBlog');
  if (!field) return {};
  const blog = field.fields();
  if (!blog) {
    findings.addWarning(field, 'a live blog has entries and was ignored without them');
    return {};
  }
  const listed = blog.take('entries')?.entries() ?? [];
  const entries = listed.flatMap((entry) => readEntry(entry, findings) ?? []);
  return {
    liveBlog: {
      startedAt: readTime(blog, 'startedAt', findings),
      endedAt: readTime(blog, 'endedAt', findings),
      summary: readLines(blog.take('summary')),
      pinned: readText(blog.take('pinned'), findings),
      entries: giveKeys(entries),
    },
  };
}

/** An entry that may have no key of its own. */
type KeylessEntry = Omit<ExternalEntry, 'key'> & { key: string | null };

function readEntry(field: FrontMatterField, findings: Findings): KeylessEntry | null {
  const fields = field.fields();
  const at = fields?.take('at', 'date');
  const publishedAt = at && readDate(at, findings);
  if (!fields || !publishedAt) {
    findings.addWarning(field, 'an entry needs a time (at: 2026-03-04T10:00:00Z) and was ignored');
    return null;
  }
  const html = readLines(fields.take('html'));
  const markdown = readLines(fields.take('body', 'text', 'markdown'));
  return {
    id: readNumber(fields.take('id'), [1, MAX_ID], findings),
    key: readText(fields.take('key'), findings),
    publishedAt,
    updatedAt: readTime(fields, 'updated', findings),
    title: readText(fields.take('title'), findings),
    body: html === null ? { format: 'markdown', text: markdown ?? '' } : { format: 'html', text: html },
    authors: readNames(fields.take('authors', 'author'), findings),
    isKeyEvent: readFlag(fields, 'keyEvent', findings),
    isDraft: readFlag(fields, 'draft', findings),
    retractedAt: readTime(fields, 'retracted', findings),
    corrections: readEntryCorrections(fields, findings),
    article: readText(fields.take('article'), findings),
  };
}

function readEntryCorrections(fields: Fields, findings: Findings): ExternalEntry['corrections'] {
  const listed = fields.take('corrections')?.entries() ?? [];
  return listed.flatMap((field) => {
    const correction = field.fields();
    const text = correction && readText(correction.take('text'), findings);
    const at = correction && readTime(correction, 'at', findings);
    if (text && at) return [{ text, at }];
    findings.addWarning(field, 'a correction needs a text and a time (at) and was ignored');
    return [];
  });
}

/** Gives entries without a key that of their time, so that a second import finds them. */
function giveKeys(entries: KeylessEntry[]): ExternalEntry[] {
  const used = new Set(entries.flatMap(({ key }) => key ?? []));
  return entries.map((entry) => {
    if (entry.key !== null) return { ...entry, key: entry.key };
    const time = entry.publishedAt.toISOString();
    let key = time;
    for (let number = 2; used.has(key); number++) key = `${time} ${number}`;
    used.add(key);
    return { ...entry, key };
  });
}

function readTime(fields: Fields, name: string, findings: Findings): Date | null {
  const field = fields.take(name);
  return field ? readDate(field, findings) : null;
}

function readFlag(fields: Fields, name: string, findings: Findings): boolean {
  const field = fields.take(name);
  return field !== undefined && readBoolean(field, findings) === true;
}

/** Reads a text of several lines as it is, without the line breaks at its end. */
function readLines(field: FrontMatterField | undefined): string | null {
  if (field === undefined) return null;
  const text = String(field.value).trimEnd();
  return text === '' ? null : text;
}
