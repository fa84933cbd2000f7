import { sendTogether } from '../../../mutations/send-together.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { slugify } from '../../../shared/text/slug.js';
import type { ArticleContent } from '../../editing/article-content.js';
import {
  getLocation,
  loadSectionLocations,
  type SectionLocation,
  type SectionLocations,
} from './section-positions.js';

/**
 * Replaces the names in the latest revisions of articles, by ID, with their current sections, tags, authors and series, which
 * editors may have renamed, moved, merged or ordered. Names that still resolve to them stay as they are.
 */
export async function applyCurrentNames(
  tx: Transaction,
  contents: Map<number, ArticleContent>,
): Promise<Map<number, ArticleContent>> {
  const ofArticles = { where: { articleId: { in: [...contents.keys()] } } };
  const slug = { select: { slug: true } };
  const orderBy = { position: 'asc' } as const;
  const own = { ...ofArticles.where, position: { not: null } };
  const [tags, authors, sections] = await sendTogether([
    () => tx.draftTag.findMany({ ...ofArticles, orderBy, select: { articleId: true, tag: slug } }),
    () => tx.draftAuthor.findMany({ ...ofArticles, orderBy, select: { articleId: true, author: slug } }),
    () => tx.draftSection.findMany({ where: own, orderBy }),
  ]);
  const locations = sections.length > 0 ? await loadSectionLocations(tx) : (new Map() as SectionLocations);
  const [tagsById, authorsById, sectionsById] = [
    groupByArticle(tags),
    groupByArticle(authors),
    groupByArticle(sections),
  ];
  const series = await loadSeries(tx, contents);
  return new Map(
    [...contents].map(([id, content]) => {
      const sectionNames = [content.section, ...content.otherSections].flat();
      const [section = [], ...otherSections] = (sectionsById.get(id) ?? []).map(({ sectionId }) =>
        restoreNames(toSlugs(getLocation(locations, sectionId)), sectionNames),
      );
      const tagRows = (tagsById.get(id) ?? []).map(({ tag }) => tag);
      const authorRows = (authorsById.get(id) ?? []).map(({ author }) => author);
      const names = {
        section,
        otherSections,
        tags: restoreNames(tagRows, content.tags),
        authors: restoreNames(authorRows, content.authors),
        series: restoreSeries(series.get(id), content.series),
      };
      return [id, { ...content, ...names }];
    }),
  );
}

type SeriesOfDraft = { seriesPart: number | null; inSeries: { slug: string; name: string } | null };

/** Loads the series of those articles that had one in their latest revision. */
async function loadSeries(
  tx: Transaction,
  contents: Map<number, ArticleContent>,
): Promise<Map<number, SeriesOfDraft>> {
  const ids = [...contents].flatMap(([id, { series }]) => (series ? [id] : []));
  if (ids.length === 0) return new Map();
  const drafts = await tx.draft.findMany({
    where: { id: { in: ids } },
    select: { id: true, seriesPart: true, inSeries: { select: { slug: true, name: true } } },
  });
  return new Map(drafts.map((draft) => [draft.id, draft]));
}

/** Restores the title of a series if it still leads there, else uses the slug, with the current part. */
function restoreSeries(
  { inSeries, seriesPart }: SeriesOfDraft = { inSeries: null, seriesPart: null },
  content: ArticleContent['series'],
): ArticleContent['series'] {
  if (!inSeries || !content) return null;
  const name = inSeries.name === content.name ? content.name : restoreNames([inSeries], [content.name])[0];
  return { name: name ?? inSeries.slug, part: seriesPart };
}

function groupByArticle<Row extends { articleId: number }>(rows: Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(row.articleId, [...(groups.get(row.articleId) ?? []), row]);
  return groups;
}

function toSlugs({ path }: SectionLocation): { slug: string }[] {
  return path
    .split('/')
    .slice(1)
    .map((slug) => ({ slug }));
}

/** Restores the name of each row if it still yields the slug, else uses the slug. */
function restoreNames(rows: { slug: string }[], names: string[]): string[] {
  const bySlug = new Map(names.map((name) => [slugify(name), name]));
  return rows.map(({ slug }) => bySlug.get(slug) ?? slug);
}
