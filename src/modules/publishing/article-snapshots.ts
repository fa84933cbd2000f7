import { cacheTags } from '../../cache/cache-tags.js';
import type { ChangeKind } from '../../changes/change-log.js';
import {
  type Article,
  type Author,
  Prisma,
  type Section,
  type Series,
  type Tag,
} from '../../database/generated/client.js';
import { buildLanguageCondition } from '../../database/migrations/language-conditions.js';
import { getSchemaName } from '../../database/read/schema-name.js';
import { loadSiteLanguages } from '../../database/site-languages.js';
import { UNLISTED_KIND } from '../../fields/content-model.js';
import { appendChanges } from '../../mutations/append-change.js';
import { sendTogether } from '../../mutations/send-together.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { requireValue } from '../../shared/require-value.js';
import { getFilterValues } from '../article/filter/filter-tags.js';
import { IS_LISTED } from '../article/filter/listed.sql.js';
import { JOIN_PUBLISHED_BODY } from '../bodies/body.sql.js';
import { type ArticleSnapshot, findMembershipTags } from './affected-tags.js';
import { findLanguageEffects, getTagsInLanguages } from './translation-tags.js';

/** Returns the public state of an article, or null if it is not public. */
export async function snapshotArticle(tx: Transaction, id: number): Promise<ArticleSnapshot | null> {
  return (await snapshotArticles(tx, [id])).get(id) ?? null;
}

/** Returns the public states of those articles that are public, by ID. */
export async function snapshotArticles(
  tx: Transaction,
  ids: number[],
): Promise<Map<number, ArticleSnapshot>> {
  const include = {
    authors: { include: { author: true } },
    tags: { include: { tag: true } },
    sections: { include: { section: true }, orderBy: { position: 'asc' } },
    inSeries: true,
  } as const;
  const [articles, relationRows] = await sendTogether([
    () => tx.article.findMany({ where: { id: { in: ids } }, include }),
    () => loadRelations(tx, ids),
  ]);
  if (articles.length === 0) return new Map();
  const publicIds = articles.map(({ id }) => id);
  const relations = new Map(relationRows.map((each) => [each.id, each]));
  const hasLanguages = [...relations.values()].some((each) => each.hasLanguages);
  const neighbours = hasLanguages
    ? await loadNeighboursIn(
        tx,
        publicIds,
        requireValue(await loadSiteLanguages(tx), 'The site has languages.'),
      )
    : null;
  return new Map(
    articles.map((article) => {
      const { id, ...others } = requireValue(relations.get(article.id), 'The article is public.');
      const own = toSnapshot(article);
      if (!neighbours) return [id, { ...own, ...others }];
      const neighbourIds = neighbours.flatMap((each) => (each.articleId === id ? [each.id] : []));
      return [id, { ...own, ...others, neighbourIds }];
    }),
  );
}

type ArticleWithTaxonomy = Article & {
  authors: { author: Author }[];
  tags: { tag: Tag }[];
  sections: { sectionId: number; position: number | null; section: Section }[];
  inSeries: Series | null;
};

/** Parts of a snapshot that other tables than those of the article and its terms have. */
type Relations = Pick<
  ArticleSnapshot,
  'hasViews' | 'hasLanguages' | 'textDigest' | 'neighbourIds' | 'shownWithIds'
> & { id: number };

/** Returns the parts of a snapshot that an article's own rows have. */
function toSnapshot(article: ArticleWithTaxonomy): Omit<ArticleSnapshot, keyof Relations> {
  const { slug, path, revision, title, listedAt, kind, language, translationGroup } = article;
  const tags = article.tags.map(({ tag }) => tag);
  const authors = article.authors.map(({ author }) => author);
  const sections = article.sections.map(({ section }) => section);
  const series = article.inSeries ? [article.inSeries] : [];
  const ownSections = article.sections.filter(({ position }) => position !== null);
  return {
    slug,
    path,
    revision,
    title,
    language,
    translationGroup,
    listedAt,
    tags,
    authors,
    series,
    part: article.seriesPart,
    filterValues: getFilterValues({
      ...article,
      ownSectionIds: ownSections.map(({ sectionId }) => sectionId).sort(),
    }),
    ownSections: ownSections.map(({ section }) => section.slug),
    isListed: kind !== UNLISTED_KIND,
    filterTags: [
      ...sections.map((section) => cacheTags.filteredBy('section', section.slug)),
      ...tags.map((tag) => cacheTags.filteredBy('tag', tag.slug)),
      ...authors.map((author) => cacheTags.filteredBy('author', author.slug)),
      ...series
        .flatMap(({ slug, name }) => [slug, name])
        .map((value) => cacheTags.filteredBy('series', value)),
    ],
    lists: [
      'site',
      ...sections.map((section) => `section:${section.id}` as const),
      ...tags.map((tag) => `tag:${tag.id}` as const),
      ...authors.map((author) => `author:${author.id}` as const),
      ...series.map(({ id }) => `series:${id}` as const),
    ],
  };
}

/** An article's public state before and after a change; null if it is not public then. */
export interface PublicStateChange {
  id: number;
  before: ArticleSnapshot | null;
  after: ArticleSnapshot | null;
  /** Derived from the snapshots by default. */
  kind?: ChangeKind | undefined;
  /** Additional cache tags to invalidate. */
  touched?: string[];
}

/** Appends the changes of articles, in order. Skips those that are public in neither snapshot. */
export async function appendArticleChanges(tx: Transaction, changes: PublicStateChange[]): Promise<void> {
  const visible = changes.filter(({ before, after }) => before || after);
  if (visible.length === 0) return;
  const hasLanguages = visible.some(({ before, after }) => before?.hasLanguages || after?.hasLanguages);
  const languages = hasLanguages ? await loadSiteLanguages(tx) : null;
  const membershipTags = await findMembershipTags(tx, visible, languages);
  const effects = languages && (await findLanguageEffects(tx, visible, languages, snapshotArticles));
  await appendChanges(
    tx,
    visible.map(({ id, before, after, kind = getChangeKind(before, after), touched = [] }) => {
      const { tags = [], languages: shownIn = [] } = effects?.get(id) ?? {};
      const keys = [
        ...getTagsInLanguages(id, before, after),
        ...(membershipTags.get(id) ?? []),
        ...tags,
        ...touched,
      ];
      return { kind, nodeType: 'Article', nodeId: id, keys, before, after, languages: shownIn };
    }),
  );
}

function getChangeKind(before: ArticleSnapshot | null, after: ArticleSnapshot | null): ChangeKind {
  if (!before) return 'PUBLISHED';
  if (!after) return 'UNPUBLISHED';
  return before.path === after.path ? 'UPDATED' : 'MOVED';
}

/**
 * Loads what relates articles to others, and the digests of their texts, with one statement. Neighbours are those of a site
 * with one language.
 */
function loadRelations(tx: Transaction, ids: number[]): Promise<Relations[]> {
  return tx.$queryRaw`
    SELECT a.id, EXISTS (SELECT FROM site_language) AS "hasLanguages",
      EXISTS (SELECT FROM article_popularity p WHERE p.article_id = a.id) AS "hasViews",
      CASE WHEN NOT EXISTS (SELECT FROM search_due WHERE half = 'article' AND article_id = a.id)
        THEN md5((a.title, a.standfirst, b.text, public.searchable_own_text(a.kind, a.fields))::text) END AS "textDigest",
      ARRAY(SELECT article_id FROM article_pin WHERE pinned_id = a.id)
        || ARRAY(SELECT article_id FROM related_article WHERE related_id = a.id) AS "shownWithIds",
      ARRAY(SELECT n.id FROM ${selectNeighbours('article')} n) AS "neighbourIds"
    FROM article a ${Prisma.raw(JOIN_PUBLISHED_BODY)}
    WHERE a.id = ANY(${ids}::int[])`;
}

interface Neighbour {
  articleId: number;
  id: number;
}

/** Loads the neighbours of articles in each language that may show them. */
function loadNeighboursIn(tx: Transaction, ids: number[], languages: SiteLanguages): Promise<Neighbour[]> {
  const selects = languages.all.map((language) => {
    const shown = [language, ...languages.getFallbacks(language)];
    const condition = Prisma.raw(buildLanguageCondition('a.language', shown, languages));
    const table = `"${getSchemaName('published', language)}".article`;
    return Prisma.sql`
      SELECT a.id AS "articleId", n.id FROM article a CROSS JOIN LATERAL ${selectNeighbours(table)} n
      WHERE a.id = ANY(${ids}::int[]) AND ${condition}`;
  });
  return tx.$queryRaw(Prisma.join(selects, ' UNION '));
}

/** Builds a subquery of the IDs of the articles before and after an article `a` by date. */
function selectNeighbours(articles: string): Prisma.Sql {
  const isListed = Prisma.raw(IS_LISTED);
  const table = Prisma.raw(articles);
  return Prisma.sql`(
      (SELECT p.id FROM ${table} p WHERE p.${isListed} AND (p.listed_at, p.id) < (a.listed_at, a.id)
        ORDER BY p.listed_at DESC, p.id DESC LIMIT 1)
      UNION ALL
      (SELECT f.id FROM ${table} f WHERE f.${isListed} AND (f.listed_at, f.id) > (a.listed_at, a.id)
        ORDER BY f.listed_at, f.id LIMIT 1)
    )`;
}
