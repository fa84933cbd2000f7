import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { toSourceUrl } from '../../../media/media-urls.js';
import type { Image, MediaRow } from '../../image/image.type.js';
import { canShow, getMediaTags, MEDIA_JSON, SOURCE_URL, withEnd } from '../../image/media-row.type.js';
import type { SelectedArticle } from './digest-candidate.js';

const { sql } = Prisma;

/** Article data shown in a digest. */
export interface DigestArticle extends Pick<SelectedArticle, 'articleId' | 'isMostRead'> {
  title: string;
  standfirst: string | null;
  opening: string;
  path: string;
  section: string | null;
  /** BCP 47 tag; null for the language of the site. */
  language: string | null;
  /** Name of the sponsor who paid for it; null for an article of the newsroom. */
  sponsorName: string | null;
  image: DigestImage | null;
}

/** A lead picture with the data of its file in the library. */
export interface DigestImage extends Pick<Image, 'url' | 'alt' | 'width' | 'height' | 'focalX' | 'focalY'> {
  media: MediaRow | null;
}

/** Builds the condition that an article `e` of an issue is in the digest of a language; all are in that of null. */
export function buildDigestCondition(language: string | null): Prisma.Sql {
  return language === null
    ? sql`true`
    : sql`(coalesce(cardinality(e.languages), 0) = 0 OR ${language} = ANY(e.languages))`;
}

/** Loads the articles in the digests of a language that are visible to `reader`, in order; all for null. */
export function loadIssueArticles(
  reader: ReadClient,
  issueIds: number[],
  language: string | null,
): Promise<(DigestArticle & { issueId: number })[]> {
  const entries = sql`(
    SELECT issue_id, article_id, position, is_most_read FROM ${reader.table('newsletter_issue_article')} e
    WHERE issue_id = ANY(${issueIds}::int[]) AND ${buildDigestCondition(language)}
  )`;
  return queryArticles(reader, entries);
}

/** Loads the same for a selection that is not yet an issue. */
export function loadSelectedArticles(
  reader: ReadClient,
  selection: SelectedArticle[],
): Promise<DigestArticle[]> {
  const ids = selection.map(({ articleId }) => articleId);
  const mostRead = selection.map(({ isMostRead }) => isMostRead);
  const entries = sql`(
    SELECT 0 AS issue_id, article_id, position, is_most_read
    FROM unnest(${ids}::int[], ${mostRead}::boolean[]) WITH ORDINALITY AS entry(article_id, is_most_read, position)
  )`;
  return queryArticles(reader, entries);
}

/**
 * Tracks the cache tags of hidden articles too, since they may be published again, and of pictures that are hidden
 * because their rights have ended.
 */
async function queryArticles(
  reader: ReadClient,
  entries: Prisma.Sql,
): Promise<(DigestArticle & { issueId: number })[]> {
  const askedAt = performance.now();
  const rows = await reader.query<DigestArticle & { issueId: number; isVisible: boolean }>(
    sql`
      SELECT e.issue_id AS "issueId", e.is_most_read AS "isMostRead", e.article_id AS "articleId",
        a.id IS NOT NULL AS "isVisible", a.title, a.standfirst, a.opening, a.path, c.name AS section,
        a.language, a.sponsor_name AS "sponsorName",
        CASE WHEN i.id IS NOT NULL THEN json_build_object('url', i.url,
          'alt', CASE WHEN i.has_file_alt AND f.id IS NOT NULL THEN f.alt ELSE i.alt END, 'width', i.width, 'height', i.height,
          'focalX', i.focal_x, 'focalY', i.focal_y, 'media', ${MEDIA_JSON}) END AS image
      FROM ${entries} e LEFT JOIN ${reader.table('article')} a ON a.id = e.article_id
      LEFT JOIN ${reader.table('section')} c ON c.id = a.section_id
      LEFT JOIN ${reader.table('image')} i ON i.id = a.image_id
      LEFT JOIN ${reader.table('media_source')} s ON s.url = ${SOURCE_URL}
      LEFT JOIN ${reader.table('media_file')} f ON f.id = s.file_id
      ORDER BY e.issue_id, e.position`,
    [cacheTags.anySection],
  );
  reader.trackTags(rows.map(({ articleId }) => cacheTags.article(articleId)));
  for (const { image } of rows)
    if (image) reader.trackTags(getMediaTags(toSourceUrl(image.url), image.media));
  return rows
    .filter(({ isVisible }) => isVisible)
    .map(({ image: stored, ...row }) => {
      const image = stored && { ...stored, media: withEnd(stored.media, askedAt) };
      return Object.freeze({ ...row, image: canShow(image?.media, reader) ? image : null });
    });
}
