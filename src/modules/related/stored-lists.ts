import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { JoinedRows } from '../../database/read/joined-rows.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { MAX_STORED } from './index/related-lists.js';

const { sql, raw } = Prisma;

/** Sizes to which lists are loaded, few so that their statements are shared. */
const LOADED_SIZES = [3, 6, 10, 20, MAX_STORED];

export interface RelatedEntry {
  articleId: number;
  relatedId: number;
  isPinned: boolean;
  score: number;
}

interface StoredEntry extends RelatedEntry {
  pinPosition: number | null;
  /** False for an article that the perspective does not have. */
  isVisible: boolean;
}

/**
 * Loads the first entries of articles' related lists, pins first, and the articles with them. Lists are computed a
 * moment after a change, so an article that was just unpublished is replaced by the next one.
 */
export async function loadStoredLists(
  reader: ReadClient,
  articles: JoinedRows,
  ids: number[],
  first: number,
  size = LOADED_SIZES.find((loaded) => loaded >= first) ?? MAX_STORED,
): Promise<RelatedEntry[]> {
  const text = buildStatement(reader, articles.joinedColumns, size);
  const rows = await reader.queryByKeys({ text, keyIndex: 0 }, ids, ids.map(cacheTags.related));
  const lists = new Map<number, StoredEntry[]>(ids.map((id) => [id, []]));
  for (const row of rows) {
    const [articleId, relatedId, pinPosition, score] = row as [number, number, number | null, number];
    const isVisible = articles.takeJoined(row, 4) !== null;
    const isPinned = pinPosition !== null;
    lists.get(articleId)!.push({ articleId, relatedId, isPinned, score, pinPosition, isVisible });
  }
  const shown = [...lists].map(([id, entries]) => ({ id, entries, list: selectVisible(entries) }));
  const isCut = (entries: StoredEntry[]) => entries.filter(({ isPinned }) => !isPinned).length === size;
  const short = shown.filter(
    ({ entries, list }) => list.length < first && size < MAX_STORED && isCut(entries),
  );
  if (short.length === 0) return shown.flatMap(({ list }) => list.slice(0, first));
  const complete = shown.filter((each) => !short.includes(each));
  const shortIds = short.map(({ id }) => id);
  return [
    ...complete.flatMap(({ list }) => list.slice(0, first)),
    ...(await loadStoredLists(reader, articles, shortIds, first, MAX_STORED)),
  ];
}

/** Returns the visible entries in order: pins by their position, then the others by score. */
function selectVisible(entries: StoredEntry[]): RelatedEntry[] {
  const seen = new Set<number>();
  return entries
    .filter(({ isVisible }) => isVisible)
    .sort(compareEntries)
    .filter(({ relatedId }) => seen.size < seen.add(relatedId).size)
    .map(({ pinPosition, isVisible, ...entry }) => entry);
}

function compareEntries(a: StoredEntry, b: StoredEntry): number {
  if (a.isPinned && b.isPinned) return a.pinPosition! - b.pinPosition!;
  if (a.isPinned !== b.isPinned) return a.isPinned ? -1 : 1;
  return b.score - a.score || b.relatedId - a.relatedId;
}

/** Builds the statement for the pins of articles, and the first entries of their computed lists. */
function buildStatement({ table }: ReadClient, articleColumns: string, size: number): string {
  const columns = raw(articleColumns);
  return sql`
    SELECT p.article_id, p.pinned_id, p.position, coalesce(l.scores[array_position(l.related_ids, p.pinned_id)], 0), ${columns}
    FROM ${table('article_pin')} p
    LEFT JOIN ${table('related_list')} l ON l.article_id = p.article_id
    JOIN ${table('article')} a ON a.id = p.pinned_id
    WHERE p.article_id = ANY($1) AND p.pinned_id <> p.article_id
    UNION ALL
    SELECT l.article_id, e.id, NULL, e.score, ${columns}
    FROM ${table('related_list')} l
    CROSS JOIN LATERAL unnest(l.related_ids[:${raw(String(size))}], l.scores[:${raw(String(size))}]) AS e(id, score)
    LEFT JOIN ${table('article')} a ON a.id = e.id
    WHERE l.article_id = ANY($1)`.text;
}
