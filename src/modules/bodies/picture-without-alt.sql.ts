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

/** Pictures of the HTML of a body `b` by their number in it, from 1. */
const PICTURES = raw(`regexp_matches(b.html, '<img[^>]*>', 'g') WITH ORDINALITY AS found(tag, number)`);

/** A picture without a text alternative. */
export interface PictureWithoutAltRow {
  articleId: number;
  /** Stored URL. */
  url: string;
  /** Number among the pictures of the body, from 1; null for the lead picture. */
  number: number | null;
}

/**
 * Selects the pictures without a text alternative of articles, the lead picture first. `table` names the tables of a
 * perspective.
 */
export function selectPicturesWithoutAlt(ids: number[], table: (name: string) => Prisma.Sql): Prisma.Sql {
  return selectPictures(ids, { articles: table('article'), bodies: table('article_body') });
}

/** Selects the pictures without a text alternative of drafts, the lead picture first. */
export function selectDraftPicturesWithoutAlt(ids: number[]): Prisma.Sql {
  return selectPictures(ids, { articles: sql`draft`, bodies: sql`body_of_draft` });
}

/** `articles` has the columns id and image_id, `bodies` article_id and html. */
function selectPictures(
  ids: number[],
  { articles, bodies }: { articles: Prisma.Sql; bodies: Prisma.Sql },
): Prisma.Sql {
  return sql`
    SELECT a.id AS "articleId", lead.url, NULL::int AS number
    FROM ${articles} a CROSS JOIN LATERAL (SELECT i.url ${IMAGES_WITHOUT_ALT} AND i.id = a.image_id) lead
    WHERE a.id = ANY(${ids}::int[])
    UNION ALL
    SELECT b.article_id, replace(substring(tag[1] FROM 'src="([^"]*)"'), '&amp;', '&'), number::int
    FROM ${bodies} b CROSS JOIN LATERAL ${PICTURES}
    WHERE b.article_id = ANY(${ids}::int[]) AND b.${HAS_PICTURE_WITHOUT_ALT} AND tag[1] ~ ${raw(`'${PICTURE}'`)}
    ORDER BY "articleId", number NULLS FIRST`;
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
