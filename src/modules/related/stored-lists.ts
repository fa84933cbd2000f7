import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { JoinedRows } from '../../database/read/table-rows.js';
import { MAX_STORED } from './index/related-lists.js';

const { sql, raw } = Prisma;

/** Sizes to which lists are loaded, few so that their statements are shared. */
const LOADED_SIZES = [3, 6, 10, 20, MAX_STORED];

export interface RelatedEntry {
  articleId: number;
  relatedId: number;
  /** Null for a computed entry. */
  pinPosition: number | null;
  score: number;
}

type StoredRow = RelatedEntry & { joined: object | null };

/** Stored state of an article's list. */
interface StoredList {
  /** Entries of articles that the perspective has. */
  visible: RelatedEntry[];
  /** Number of entries without a pin, visible or not. */
  computed: number;
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
  const text = reader.getText(`related ${size} ${articles.joinedColumns}`, () =>
    buildStatement(reader, articles.joinedColumns, size),
  );
  const rows = await reader.queryByKeys<StoredRow>(
    {
      text,
      keyColumn: 'articleId',
      columns: ['articleId', 'relatedId', 'pinPosition', 'score'],
      joined: articles,
    },
    ids,
    ids.map(cacheTags.related),
  );
  const lists = new Map<number, StoredList>(ids.map((id) => [id, { visible: [], computed: 0 }]));
  for (const { articleId, relatedId, pinPosition, score, joined } of rows) {
    const list = lists.get(articleId);
    if (!list) continue;
    if (pinPosition === null) list.computed += 1;
    if (joined) list.visible.push({ articleId, relatedId, pinPosition, score });
  }
  const entries: RelatedEntry[] = [];
  const shortIds: number[] = [];
  for (const [id, { visible, computed }] of lists) {
    const shown = arrange(visible);
    const isCut = computed === size && size < MAX_STORED;
    if (shown.length < first && isCut) shortIds.push(id);
    else entries.push(...shown.slice(0, first));
  }
  if (shortIds.length === 0) return entries;
  return [...entries, ...(await loadStoredLists(reader, articles, shortIds, first, MAX_STORED))];
}

/** Puts entries in order: pins by their position, then the others by score. A pin is not listed again. */
function arrange(entries: RelatedEntry[]): RelatedEntry[] {
  entries.sort(compareEntries);
  if (entries[0]?.pinPosition == null) return entries;
  const seen = new Set<number>();
  return entries.filter(({ relatedId }) => seen.size < seen.add(relatedId).size);
}

function compareEntries(a: RelatedEntry, b: RelatedEntry): number {
  if (a.pinPosition !== null && b.pinPosition !== null) return a.pinPosition - b.pinPosition;
  if (a.pinPosition !== null || b.pinPosition !== null) return a.pinPosition !== null ? -1 : 1;
  return b.score - a.score || b.relatedId - a.relatedId;
}

/** Builds the statement for the pins of articles, and the first entries of their computed lists. */
function buildStatement({ table }: ReadClient, articleColumns: string, size: number): Prisma.Sql {
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
    WHERE l.article_id = ANY($1)`;
}
