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

type StoredRow = RelatedEntry & { joined: object };

/**
 * Loads the first entries of articles' related lists, pins first, and the articles with them. Lists are computed a
 * moment after a change, and for all languages: articles that the perspective does not have are replaced by the next ones.
 */
export async function loadStoredLists(
  reader: ReadClient,
  articles: JoinedRows,
  ids: number[],
  first: number,
): Promise<RelatedEntry[]> {
  const size = LOADED_SIZES.find((loaded) => loaded >= first) ?? MAX_STORED;
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
  const lists = new Map<number, RelatedEntry[]>(ids.map((id) => [id, []]));
  for (const { articleId, relatedId, pinPosition, score } of rows)
    lists.get(articleId)?.push({ articleId, relatedId, pinPosition, score });
  return [...lists.values()].flatMap((entries) => arrange(entries).slice(0, first));
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
    SELECT l.article_id, e.*
    FROM ${table('related_list')} l
    CROSS JOIN LATERAL (
      SELECT e.id AS related_id, NULL::int, e.score, ${columns}
      FROM unnest(l.related_ids, l.scores) WITH ORDINALITY AS e(id, score, place)
      JOIN ${table('article')} a ON a.id = e.id ORDER BY e.place LIMIT ${raw(String(size))}
    ) e
    WHERE l.article_id = ANY($1)`;
}
