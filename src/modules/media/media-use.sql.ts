import { Prisma } from '../../database/generated/client.js';

const { raw, sql } = Prisma;

/** Tables whose rows have a picture and own fields. */
const HOLDERS = ['draft', 'article', 'section', 'tag', 'author', 'series'];

/** Documents whose cards have pictures. */
const DOCUMENTS = ['content', 'published'];

/** SQL/JSON path of the IDs of pictures in a document or in own fields. */
export const IMAGE_IDS = `'$.** ? (@."$type" == "image").id'`;

const NAME = raw(`substring(s.url from '^/media/([0-9a-f]{40})[.]')`);

function unite(names: readonly string[], build: (name: string) => string): Prisma.Sql {
  return raw(names.map(build).join(' UNION ALL '));
}

/** Tables with so many pictures that looking for one of them is faster than reading all. Their pictures have an index. */
const LARGE = ['draft', 'article'];
const SMALL = HOLDERS.filter((table) => !LARGE.includes(table));

/** IDs of pictures of small tables, own fields, fronts and the site. */
const OTHER_IMAGES = sql`
  ${unite(SMALL, (table) => `SELECT image_id FROM ${table} WHERE image_id IS NOT NULL`)}
  UNION ALL ${unite(
    HOLDERS,
    (table) => `SELECT (jsonb_path_query(fields, ${IMAGE_IDS}))::int FROM ${table} WHERE fields <> '{}'`,
  )}
  UNION ALL ${unite(DOCUMENTS, (column) => `SELECT (jsonb_path_query(${column}, ${IMAGE_IDS}))::int FROM front`)}
  UNION ALL ${unite(
    ['site_settings', 'site_draft'],
    (table) => `SELECT logo_id FROM ${table} WHERE logo_id IS NOT NULL`,
  )}`;

/**
 * SQL condition on the file `f` that something uses it, as media-usages.ts finds it. CASE looks first where most files are
 * used, and in bodies last. OFFSET 0 keeps PostgreSQL from reading all pictures for a page of files.
 */
export const IS_USED = sql`(CASE
  WHEN EXISTS (
    SELECT FROM media_source s JOIN image i ON i.url = s.url WHERE s.file_id = f.id AND (
      ${raw(LARGE.map((table) => `EXISTS (SELECT FROM ${table} h WHERE h.image_id = i.id OFFSET 0)`).join(' OR '))}
      OR i.id IN (${OTHER_IMAGES})
    ) OFFSET 0
  ) THEN true
  WHEN f.id IN (
    SELECT s.file_id FROM media_source s WHERE s.file_id IS NOT NULL AND ${NAME} IN (
      ${unite(HOLDERS, (table) => `SELECT unnest(media_hashes(fields::text)) FROM ${table} WHERE fields <> '{}'`)}
    )
  ) THEN true
  ELSE public.is_file_in_body(f.id)
END)`;
