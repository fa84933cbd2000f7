import DataLoader from 'dataloader';
import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { STORED_BODIES } from '../bodies/body.sql.js';
import { IMAGE_IDS } from './media-use.sql.js';

const { sql, raw, join } = Prisma;

/** A place that shows a file. */
export interface MediaUsageRow {
  hash: string;
  type: 'Article' | 'Section' | 'Tag' | 'Author' | 'Series' | 'Front' | 'Site';
  /** 0 for the site. */
  id: number;
  title: string;
  /** Path of an article or a front; null for others. */
  path: string | null;
}

/** Uses of a file that are listed. */
const MAX_USAGES = 100;

/** Tables with a picture and own fields. Their rows are found by the columns of `d`. */
const OWNERS = [
  { type: 'Article', from: 'draft d', title: 'd.title', path: 'd.path', holder: 'd' },
  {
    type: 'Article',
    from: 'draft d JOIN article a ON a.id = d.id',
    title: 'd.title',
    path: 'a.path',
    holder: 'a',
  },
  { type: 'Section', from: 'section d', title: 'd.name', path: 'NULL', holder: 'd' },
  { type: 'Tag', from: 'tag d', title: 'd.name', path: 'NULL', holder: 'd' },
  { type: 'Author', from: 'author d', title: 'd.name', path: 'NULL', holder: 'd' },
  { type: 'Series', from: 'series d', title: 'd.name', path: 'NULL', holder: 'd' },
];
/** Cards of fronts, as editors have them and as readers see them. */
const OF_FRONTS = sql`
  SELECT p.hash, 'Front' AS type, d.id, coalesce(d.content ->> 'title', d.path) AS title, d.path
  FROM front d CROSS JOIN LATERAL (VALUES (d.content), (d.published)) AS document(content)
  CROSS JOIN LATERAL jsonb_path_query(document.content, ${raw(IMAGE_IDS)}) shown
  JOIN pictures p ON to_jsonb(p.id) = shown`;
/** The logo of the site, as readers see it and as editors have it. */
const OF_LOGO = sql`
  SELECT p.hash, 'Site' AS type, 0 AS id, 'Logo' AS title, NULL AS path
  FROM (SELECT logo_id FROM site_settings UNION ALL SELECT logo_id FROM site_draft) d
  JOIN pictures p ON p.id = d.logo_id`;

/** Lists where files are used: in drafts, published articles, sections, tags, authors, series and fronts, and as the logo. */
export class MediaUsages {
  constructor(private readonly prisma: Pick<PrismaClient, '$queryRaw'>) {}

  private readonly byHash = new DataLoader((hashes: readonly string[]) => this.loadAll(hashes), {
    cache: false,
  });

  /** Loads up to 100 uses of a file, by its hash. */
  load(hash: string): Promise<MediaUsageRow[]> {
    return this.byHash.load(hash);
  }

  private async loadAll(hashes: readonly string[]): Promise<MediaUsageRow[][]> {
    const rows = await findUsages(this.prisma, [...hashes]);
    return hashes.map((hash) => rows.filter((row) => row.hash === hash).slice(0, MAX_USAGES));
  }
}

/**
 * Finds the uses of files by their hashes, also under names of bytes that were replaced. Former revisions do not count.
 */
export function findUsages(
  prisma: Pick<PrismaClient, '$queryRaw'>,
  hashes: string[],
): Promise<MediaUsageRow[]> {
  const ofBodies = sql`
    SELECT w.hash, 'Article' AS type, d.id, d.title, d.path
    FROM wanted w JOIN ${raw(STORED_BODIES)} b ON media_hashes(b.html) @> ARRAY[w.named]
    JOIN draft d ON d.id = b.article_id`;
  const ofOwners = OWNERS.flatMap(({ type, from, title, path, holder }) => {
    const columns = raw(`'${type}' AS type, d.id, ${title} AS title, ${path} AS path`);
    return [
      sql`SELECT p.hash, ${columns} FROM ${raw(from)} JOIN pictures p ON p.id = ${raw(holder)}.image_id`,
      sql`SELECT w.hash, ${columns} FROM ${raw(from)}
        CROSS JOIN LATERAL unnest(media_hashes(${raw(holder)}.fields::text)) own_hash JOIN wanted w ON w.named = own_hash
        WHERE ${raw(holder)}.fields <> '{}'`,
      sql`SELECT p.hash, ${columns} FROM ${raw(from)}
        CROSS JOIN LATERAL jsonb_path_query(${raw(holder)}.fields, ${raw(IMAGE_IDS)}) shown
        JOIN pictures p ON to_jsonb(p.id) = shown WHERE ${raw(holder)}.fields <> '{}'`,
    ];
  });
  return prisma.$queryRaw<MediaUsageRow[]>(sql`
    WITH wanted AS (
      SELECT f.hash, substring(s.url from '^/media/([0-9a-f]{40})[.]') AS named
      FROM media_file f JOIN media_source s ON s.file_id = f.id WHERE f.hash = ANY(${hashes}::text[])
    ),
    pictures AS (
      SELECT DISTINCT i.id, f.hash FROM media_file f
      JOIN media_source s ON s.file_id = f.id JOIN image i ON i.url = s.url WHERE f.hash = ANY(${hashes}::text[])
    )
    ${join([ofBodies, ...ofOwners, OF_FRONTS, OF_LOGO], ' UNION ')}
    ORDER BY hash, type, title, id`);
}

/** Describes uses in a sentence: the first one by name, and the number of the others. */
export function describeUsages([first, ...others]: MediaUsageRow[]): string {
  if (!first) return 'nothing';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `the ${first.type.toLowerCase()} “${first.title}”${first.path ? ` (${first.path})` : ''}${more}`;
}
