import { PREVIEW_END } from '../../content/free-preview.js';
import type { Prisma } from '../../database/generated/client.js';
import { ARTICLE_FIELDS } from '../../fields/article.fields.js';
import type { ContentModel } from '../../fields/content-model.js';
import { pickValues } from '../../fields/field-values.js';
import type { ImportedArticle } from '../../importers/run/imported-article.js';
import { type ArticleContent, parseRevisionContent } from '../../modules/editing/article-content.js';
import type { ExternalLiveBlog } from '../../modules/live-blog/write/external-live-blog.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { buildArticlePath, normalizeFormerAddress } from '../../shared/paths.js';
import { requireValue } from '../../shared/require-value.js';
import { loadLiveBlogs } from './live-blogs.js';
import { exportArticleValues, loadReferenceNames, type ReferenceNames } from './own-values.js';
import { encodePath, getReferenceName } from './spelling.js';
import { DRAFT_INCLUDE, type ExportedRow, toImageContent } from './stored-article.js';
import type { ExportedSectionLocations } from './taxonomy.js';

export interface ExportedArticle {
  article: ImportedArticle & { id: number };
  /** Messages about data that the file does not contain. */
  omissions: string[];
}

/** Number of articles in memory. */
const BATCH_SIZE = 50;

/** Content to which articles refer, and the site's own fields. */
interface ExportContext {
  locations: ExportedSectionLocations;
  model: ContentModel;
  names: ReferenceNames;
  liveBlogs: Map<number, ExternalLiveBlog>;
  /** Published revisions of the articles that others were translated from. */
  publishedRevisions: Map<number, number>;
  /** First article of each group of translations, which names the group: its number is another one after an import. */
  groups: Map<number, number>;
}

/** Yields every article in order of creation: the published version, or the draft if it is not published. */
export async function* readArticles(
  tx: Prisma.TransactionClient,
  locations: ExportedSectionLocations,
  model: ContentModel,
): AsyncGenerator<ExportedArticle> {
  const groups = new Map<number, number>();
  for (let lastId = 0; ; ) {
    const where = { id: { gt: lastId } };
    const rows = await tx.draft.findMany({
      where,
      include: DRAFT_INCLUDE,
      orderBy: { id: 'asc' },
      take: BATCH_SIZE,
    });
    const contents = await loadRevisionContents(tx, rows);
    const names = await loadReferenceNames(
      tx,
      [...contents.values()].map(({ fields }) => fields),
    );
    const liveBlogs = await loadLiveBlogs(
      tx,
      rows.map((row) => row.article ?? row),
    );
    const publishedRevisions = await loadPublishedRevisions(tx, rows);
    for (const row of rows) {
      const group = row.translationGroup;
      if (group !== null && !groups.has(group)) groups.set(group, row.id);
      const content = requireValue(contents.get(row.id), `The article ${row.id} has a revision.`);
      const context = { locations, model, names, liveBlogs, publishedRevisions, groups };
      yield toExportedArticle(row, content, context);
    }
    const last = rows.at(-1);
    if (!last || rows.length < BATCH_SIZE) return;
    lastId = last.id;
  }
}

/** Loads the published revisions of the articles that some were translated from. */
async function loadPublishedRevisions(
  tx: Prisma.TransactionClient,
  rows: ExportedRow[],
): Promise<Map<number, number>> {
  const ids = rows.flatMap(({ translatedFrom }) => translatedFrom ?? []);
  if (ids.length === 0) return new Map();
  const select = { id: true, revision: true } as const;
  const sources = await tx.article.findMany({ where: { id: { in: ids } }, select });
  return new Map(sources.map(({ id, revision }) => [id, revision]));
}

/** Returns true if the article that one was translated from has been published anew since. */
function isOutdated({ article, ...row }: ExportedRow, publishedRevisions: Map<number, number>): boolean {
  const followed = Math.max(row.translatedRevision ?? 0, article?.translatedRevision ?? 0);
  return (publishedRevisions.get(row.translatedFrom ?? 0) ?? 0) > followed;
}

/** Loads the content of the revisions that the exported versions were made from. */
async function loadRevisionContents(
  tx: Prisma.TransactionClient,
  rows: ExportedRow[],
): Promise<Map<number, ArticleContent>> {
  const revisionKeys = rows.map(({ id, revision, article }) => ({
    articleId: id,
    number: article?.revision ?? revision,
  }));
  const revisions = await tx.articleRevision.findMany({
    where: { OR: revisionKeys },
    select: { articleId: true, content: true },
  });
  return new Map(revisions.map(({ articleId, content }) => [articleId, parseRevisionContent(content)]));
}

function toExportedArticle(
  row: ExportedRow,
  content: ArticleContent,
  { locations, model, names, liveBlogs, publishedRevisions, groups }: ExportContext,
): ExportedArticle {
  const visible = row.article ?? row;
  const sections = visible.sections.flatMap(({ sectionId }) => locations.get(sectionId) ?? []);
  const [section] = sections;
  const ownPath = buildArticlePath(section?.path ?? null, visible.slug);
  const own = exportArticleValues(model, content, visible.fields, names);
  const hasUnpublishedRevision = row.article !== null && row.revision > row.article.revision;
  const { scheduledFor, unpublishedAt } = row;
  const liveBlog = liveBlogs.get(row.id);
  const pinned = row.pins.map(({ pinned }) => pinned.slug);
  const declaredAliases = content.aliases.flatMap((path) => normalizeFormerAddress(path) ?? []);
  const formerPaths = [...new Set([...row.addresses.map(({ path }) => path), ...declaredAliases])].sort();
  return {
    article: {
      source: 'markdown',
      sourceId: '',
      id: row.id,
      slug: visible.slug,
      ...pickValues(ARTICLE_FIELDS, visible),
      body: { format: 'markdown', text: getMarkdown(content, row) },
      path: content.path !== null || visible.path !== ownPath ? encodePath(visible.path) : null,
      section: section?.names ?? [],
      otherSections: sections.slice(1).map(({ names }) => names),
      tags: visible.tags.map(({ tag }) => getReferenceName(tag)),
      authors: visible.authors.map(({ author }) => getReferenceName(author)),
      image: toImageContent(visible.image),
      series: visible.inSeries && {
        name: getReferenceName(visible.inSeries),
        part: visible.seriesPart,
      },
      corrections: row.corrections.map(({ text, at }) => ({ text, at })),
      publishedAt: visible.publishedAt,
      updatedAt: visible.updatedAt,
      draft: row.article === null && scheduledFor === null,
      aliases: formerPaths.filter((path) => path !== visible.path).map(encodePath),
      ...(row.article === null && scheduledFor && { scheduledFor }),
      ...(row.article === null && unpublishedAt && { unpublishedAt }),
      ...(pinned.length > 0 && { pinned }),
      ...(row.translationGroup !== null && { translationKeys: [String(groups.get(row.translationGroup))] }),
      ...(isOutdated(row, publishedRevisions) && { isOutdatedTranslation: true }),
      ...(liveBlog && { liveBlog }),
      ...(visible.access !== AccessLevel.PUBLIC && { access: visible.access as AccessLevel }),
      ...(own.kind && { kind: own.kind }),
      ...(Object.keys(own.fields).length > 0 && { fields: own.fields }),
    },
    omissions: [
      ...own.undeclared.map((name) => `the field ${name} is not declared and is not exported`),
      ...(hasUnpublishedRevision ? [`revision ${row.revision} is not published and is not exported`] : []),
    ],
  };
}

/**
 * Returns the original text if it is Markdown, else the Markdown generated from it, which renders to the same
 * HTML, with the end of the free preview.
 */
function getMarkdown({ body }: ArticleContent, { article, preview, body: draftBody }: ExportedRow): string {
  const stored = article ? (article.fullBody ?? article.body) : draftBody;
  const whole = requireValue(stored, 'An article has a body.').markdown;
  const free = (article?.fullBody ? article.body?.markdown : preview?.markdown) ?? null;
  const text = body.format === 'markdown' ? body.text : markPreview(whole, free);
  return text.replace(/\r\n?/g, '\n');
}

/** Inserts the end of the free preview into a text that begins with it. */
function markPreview(text: string, preview: string | null): string {
  if (preview === null || !text.startsWith(preview)) return text;
  return [preview, PREVIEW_END, text.slice(preview.length).trimStart()].filter(Boolean).join('\n\n');
}
