import { cacheTags } from '../cache/cache-tags.js';
import { CHANGES_CHANNEL, type ChangeKind, type ContentLocation } from '../changes/change-log.js';
import { toJsonRows } from '../database/upsert-rows.js';
import type { Transaction } from './write-lock.js';

export interface Change {
  kind: ChangeKind;
  /** Site with the ID 0 for objects without an ID. */
  nodeType:
    | 'Article'
    | 'Front'
    | 'LiveBlog'
    | 'LiveBlogEntry'
    | 'Section'
    | 'Tag'
    | 'Author'
    | 'Series'
    | 'Redirect'
    | 'Newsletter'
    | 'NewsletterIssue'
    | 'Site';
  nodeId: number;
  /** Cache tags of everything the change affects, before and after it: see cache/cache-tags.ts. */
  keys: string[];
  /** Public locations before and after the change; null when the content was not, or is not, public. */
  before?: ContentLocation | null;
  after?: ContentLocation | null;
  /** Languages in which readers see the article before or after the change, its own first. */
  languages?: string[];
}

/**
 * Appends a row to the change log in the transaction of the change and notifies listeners. The caller must
 * hold the write lock.
 */
export function appendChange(tx: Transaction, change: Change): Promise<void> {
  return appendChanges(tx, [change]);
}

/**
 * Appends changes like appendChange, in order, with one statement and one notification. Their time is that of the
 * database, since the clock of an instance may be wrong.
 */
export async function appendChanges(tx: Transaction, changes: Change[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ kind, nodeType, nodeId, keys, before, after, languages }) => ({
    kind,
    nodeType,
    nodeId,
    keys: [...new Set([...keys, ...NAME_TAGS[nodeType]])].sort(),
    before: toJsonLocation(before),
    after: toJsonLocation(after),
    languages: languages ?? [],
  }));
  await tx.$executeRaw`
    WITH appended AS (
      INSERT INTO content_change (at, kind, node_type, node_id, keys, before, after, languages)
      SELECT date_trunc('milliseconds', clock_timestamp()), kind, node_type, node_id, keys, before, after, languages
      FROM json_populate_recordset(NULL::content_change, ${toJsonRows(rows)}::json)
      RETURNING sequence
    ) SELECT pg_notify(${CHANGES_CHANNEL}, max(sequence)::text) FROM appended`;
}

/** Appends a change of the site to the log of editors, in the transaction of the change. */
export async function appendSiteEdit(tx: Transaction, kind: 'UPDATED' | 'PUBLISHED'): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO editor_change (kind, node_type, node_id, actor_id)
    SELECT ${kind}, 'Site', 0, nullif(current_setting('dateline.actor', true), '')::int
    WHERE NOT EXISTS (
      SELECT FROM editor_change WHERE node_type = 'Site' AND transaction_id = pg_current_xact_id()::text::bigint)`;
}

/** Cache tags of content that is found by name. Articles compute such tags themselves. */
const NAME_TAGS: Record<Change['nodeType'], string[]> = {
  Article: [],
  LiveBlog: [],
  LiveBlogEntry: [],
  Section: [cacheTags.names],
  Tag: [cacheTags.search, cacheTags.names],
  Author: [cacheTags.search, cacheTags.names],
  Front: [],
  Series: [cacheTags.search, cacheTags.names],
  Redirect: [],
  Newsletter: [],
  NewsletterIssue: [],
  Site: [],
};

function toJsonLocation(location: ContentLocation | null | undefined): ContentLocation | null {
  return location ? { slug: location.slug, path: location.path } : null;
}
