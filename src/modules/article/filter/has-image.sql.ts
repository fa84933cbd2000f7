import { Prisma } from '../../../database/generated/client.js';

const { sql } = Prisma;

/** Pictures with expired rights. There are few, and they are found once for a list. */
const EXPIRED_IMAGES = sql`ARRAY(
  SELECT i.id FROM public.media_file f JOIN public.media_source s ON s.file_id = f.id JOIN public.image i ON i.url = s.url
  WHERE f.expires_at <= now())`;

/**
 * Builds the condition that the ID of a picture is that of one which readers get. Lists with it have the cache tag
 * `cacheTags.filteredByField('image')`, which is invalidated when the rights of a picture end.
 */
export function buildHasImage(imageId: Prisma.Sql): Prisma.Sql {
  return sql`(${imageId} IS NOT NULL AND NOT ${imageId} = ANY(${EXPIRED_IMAGES}))`;
}
