import type { Prisma } from '../../database/generated/client.js';
import type { ImportedArticle } from '../../importers/imported-article.js';
import { type ArticleContent, contentOfRevision } from '../../modules/editing/article-content.js';
import { articlePath, normalisePath } from '../../shared/paths.js';
import { nameOf, spelt } from './spelling.js';
import { STORED, type StoredArticle } from './stored-article.js';
import type { SectionPlaces } from './vocabulary.js';

export interface ExportedArticle {
  article: ImportedArticle & { id: number };
  /** What the file does not say. */
  left: string[];
}

/** As many as are in memory at once. */
const BATCH = 50;

/** Every article in the order of its making: as readers see it or, if they do not, as its editors have it. */
export async function* articles(
  tx: Prisma.TransactionClient,
  places: SectionPlaces,
): AsyncGenerator<ExportedArticle> {
  for (let last = 0; ; ) {
    const where = { id: { gt: last } };
    const rows = await tx.draft.findMany({ where, include: STORED, orderBy: { id: 'asc' }, take: BATCH });
    const contents = await contentsOf(tx, rows);
    for (const row of rows) yield exported(row, contents.get(row.id)!, places);
    if (rows.length < BATCH) return;
    last = rows.at(-1)!.id;
  }
}

/** What the revisions said of which the articles are made. */
async function contentsOf(
  tx: Prisma.TransactionClient,
  rows: StoredArticle[],
): Promise<Map<number, ArticleContent>> {
  const wanted = rows.map(({ id, revision, article }) => ({
    articleId: id,
    number: article?.revision ?? revision,
  }));
  const revisions = await tx.articleRevision.findMany({
    where: { OR: wanted },
    select: { articleId: true, content: true },
  });
  return new Map(revisions.map(({ articleId, content }) => [articleId, contentOfRevision(content)]));
}

function exported(row: StoredArticle, content: ArticleContent, places: SectionPlaces): ExportedArticle {
  const shown = row.article ?? row;
  const section = shown.sectionId === null ? null : places.get(shown.sectionId)!;
  const ownPath = articlePath(section?.path ?? null, shown.slug);
  const isWaiting = row.article !== null && row.revision > row.article.revision;
  const { scheduledFor, unpublishedAt } = row;
  const pinned = row.pins.map(({ pinned }) => pinned.slug);
  const said = content.aliases.flatMap((path) => normalisePath(path) ?? []);
  const former = [...new Set([...row.addresses.map(({ path }) => path), ...said])].sort();
  return {
    article: {
      source: 'markdown',
      sourceId: '',
      id: row.id,
      slug: shown.slug,
      title: shown.title,
      standfirst: shown.standfirst,
      body: { format: 'markdown', text: markdownOf(content, shown.body!.markdown) },
      path: content.path !== null || shown.path !== ownPath ? spelt(shown.path) : null,
      section: section?.way ?? [],
      tags: shown.tags.map(({ tag }) => nameOf(tag)),
      authors: shown.authors.map(({ author }) => nameOf(author)),
      image: shown.image,
      seoTitle: shown.seoTitle,
      seoDescription: shown.seoDescription,
      series: shown.series === null ? null : { name: shown.series, part: shown.seriesPart },
      corrections: row.corrections.map(({ text, at }) => ({ text, at })),
      publishedAt: shown.publishedAt,
      updatedAt: shown.updatedAt,
      draft: row.article === null && scheduledFor === null,
      aliases: former.filter((path) => path !== shown.path).map(spelt),
      ...(row.article === null && scheduledFor && { scheduledFor }),
      ...(row.article === null && unpublishedAt && { unpublishedAt }),
      ...(pinned.length > 0 && { pinned }),
    },
    left: isWaiting
      ? [`revision ${row.revision}, not published yet, is left out: this is what readers see`]
      : [],
  };
}

/** The author's own words where they are Markdown; else what was made of them, which renders to the same. */
function markdownOf({ body }: ArticleContent, made: string): string {
  return (body.format === 'markdown' ? body.text : made).replace(/\r\n?/g, '\n');
}
