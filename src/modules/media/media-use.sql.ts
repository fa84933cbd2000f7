import { Prisma } from '../../database/generated/client.js';

const { raw, sql } = Prisma;

/** Tables whose rows have a picture and own fields. */
const HOLDERS = ['draft', 'article', 'section', 'tag', 'author', 'series'];

/** Documents whose cards have pictures. */
const DOCUMENTS = ['content', 'published'];

/** SQL/JSON path of the IDs of pictures in a document or in own fields. */
export const IMAGE_IDS = `'$.** ? (@."$type" == "image").id'`;

const NAME = raw(`substring(s.url from '^/media/([0-9a-f]{40})[.]')`);

function unite(build: (table: string) => string): Prisma.Sql {
  return raw(HOLDERS.map(build).join(' UNION ALL '));
}

/**
 * SQL condition on the file `f` that something uses it, as media-usages.ts finds it. Pictures and own fields are read
 * once for a list, bodies by their index.
 */
export const IS_USED = sql`(
  f.id IN (
    SELECT s.file_id FROM media_source s JOIN image i ON i.url = s.url WHERE s.file_id IS NOT NULL AND i.id IN (
      ${unite((table) => `SELECT image_id FROM ${table} WHERE image_id IS NOT NULL`)}
      UNION ALL ${unite(
        (table) => `SELECT (jsonb_path_query(fields, ${IMAGE_IDS}))::int FROM ${table} WHERE fields <> '{}'`,
      )}
      UNION ALL ${raw(
        DOCUMENTS.map((column) => `SELECT (jsonb_path_query(${column}, ${IMAGE_IDS}))::int FROM front`).join(
          ' UNION ALL ',
        ),
      )}
      UNION ALL SELECT logo_id FROM site_settings WHERE logo_id IS NOT NULL
      UNION ALL SELECT logo_id FROM site_draft WHERE logo_id IS NOT NULL
    )
  )
  OR f.id IN (
    SELECT s.file_id FROM media_source s WHERE s.file_id IS NOT NULL AND ${NAME} IN (
      ${unite((table) => `SELECT unnest(media_hashes(fields::text)) FROM ${table} WHERE fields <> '{}'`)}
    )
  )
  OR public.is_file_in_body(f.id)
)`;
