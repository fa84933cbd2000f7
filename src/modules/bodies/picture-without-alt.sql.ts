import { Prisma } from '../../database/generated/client.js';
import { SOURCE_URL } from '../image/media-row.type.js';

const { sql, raw } = Prisma;

/**
 * Regular expression of PostgreSQL for a picture of a stored body without a text alternative. The sanitizer writes `src`
 * first and values in double quotes. Partial indexes of the tables of bodies have the same text.
 */
const PICTURE = '<img(?![^>]* alt="[^"])';

/** Condition on the HTML of a body that a picture in it has no text alternative. */
const HAS_PICTURE_WITHOUT_ALT = raw(`html ~ '${PICTURE}'`);

/** Set of the addresses in the tags of such pictures, for the HTML of a body `b`. */
const PICTURES_WITHOUT_ALT = raw(`regexp_matches(b.html, '${PICTURE}[^>]*?src="([^"]*)"', 'g')`);

/** Selects the addresses of the pictures without a text alternative in the bodies of drafts. */
export function selectPicturesWithoutAlt(draftIds: number[]): Prisma.Sql {
  return sql`
    SELECT picture[1] FROM body_of_draft b CROSS JOIN LATERAL ${PICTURES_WITHOUT_ALT} AS found(picture)
    WHERE b.article_id = ANY(${draftIds}::int[]) AND b.${HAS_PICTURE_WITHOUT_ALT}`;
}

/** Selects the pictures `i` without a text alternative: of the use, or of the file if the use has that of the file. */
export const IMAGES_WITHOUT_ALT = sql`
  FROM public.image i LEFT JOIN public.media_source s ON s.url = ${SOURCE_URL}
  LEFT JOIN public.media_file f ON f.id = s.file_id
  WHERE coalesce(CASE WHEN i.has_file_alt THEN f.alt END, i.alt) = ''`;

/** Condition on the article `a` that its lead picture, or one in its published body or its draft, has no text alternative. */
export const SHOWS_PICTURE_WITHOUT_ALT = sql`(
  EXISTS (SELECT ${IMAGES_WITHOUT_ALT} AND i.id = a.image_id) OR a.id IN (
    SELECT article_id FROM public.draft_body WHERE ${HAS_PICTURE_WITHOUT_ALT}
    UNION ALL SELECT article_id FROM public.article_body WHERE ${HAS_PICTURE_WITHOUT_ALT}
    UNION ALL SELECT article_id FROM public.article_full_body WHERE ${HAS_PICTURE_WITHOUT_ALT}
  )
)`;
