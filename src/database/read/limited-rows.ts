import { ARTICLE_COLUMNS } from './article-views.js';
import { getSchemaName } from './schema-name.js';

/**
 * Limits of the articles whose drafts a client may read. Of all others it reads the published version, if there is one.
 */
export interface ReadLimits {
  /** Builds the condition that an article, given by the SQL of its ID, is within the limits. Never null. */
  buildCondition(articleId: string): string;
}

/** Views that exist as `<name>_version` too, with the rows of drafts and of published articles, by the article's ID. */
const VERSIONED_VIEWS: Record<string, string> = {
  article: 'id',
  article_author: 'article_id',
  article_body: 'article_id',
  article_preview: 'article_id',
  article_search: 'article_id',
  article_section: 'article_id',
  article_tag: 'article_id',
  author_of_article: 'article_id',
  correction: 'article_id',
  live_blog: 'article_id',
  tag_of_article: 'article_id',
};

/** Views of rows of articles and of completions that have texts in each language. */
const VIEWS_WITH_TEXTS = ['author_of_article', 'author_of_entry', 'suggestion', 'tag_of_article'];

/** Views that have unpublished rows of articles whose draft does not differ from what is published. */
const ENTRY_VIEWS = ['author_of_entry', 'live_blog_entry', 'live_blog_entry_body'];

/** Builds the conditions on a row `r` of views that show more of drafts than their content. */
const CONDITIONS: Record<string, (limits: ReadLimits) => string> = {
  address: (limits) => `r.is_public OR CASE
    WHEN r.section_id IS NOT NULL THEN
      EXISTS (SELECT FROM "public"."section" s WHERE s.id = r.section_id AND (${buildSectionCondition('s', limits)}))
    ELSE r.article_id IS NULL OR NOT ${buildHidden('r.article_id', limits)} END`,
  author: (limits) => buildNamedCondition('author', limits),
  tag: (limits) => buildNamedCondition('tag', limits),
  section: (limits) => buildSectionCondition('r', limits),
  series: (limits) => `EXISTS (SELECT FROM "published"."series" b WHERE b.id = r.id)
    OR NOT EXISTS (SELECT FROM "public"."draft" d WHERE d.series_id = r.id)
    OR EXISTS (SELECT FROM "public"."draft" d WHERE d.series_id = r.id AND NOT ${buildHidden('d.id', limits)})`,
  article_revision: (limits) => limits.buildCondition('r.article_id'),
  live_blog_entry_revision: (limits) => limits.buildCondition('r.article_id'),
  // Fronts and the site are of all sections, so that keys with limits may not edit them.
  front_revision: () => 'false',
  front_state: () => 'false',
  site_draft: () => 'false',
  article_state: (limits) => limits.buildCondition('r.id'),
  origin: (limits) => `r.type <> 'Article' OR ${limits.buildCondition('r.id')}`,
  provenance: (limits) => `CASE r.type WHEN 'Article' THEN ${limits.buildCondition('r.id')}
    WHEN 'LiveBlogEntry' THEN EXISTS (SELECT FROM "public"."live_blog_entry" e WHERE e.id = r.id
      AND ${limits.buildCondition('e.article_id')}) ELSE true END`,
  related_article: (limits) =>
    `NOT ${buildHidden('r.related_id', limits)} OR EXISTS (SELECT FROM "published"."article" a WHERE a.id = r.related_id)`,
};

/**
 * Returns a subquery of a view of the preview perspective, in a language or in all, without the drafts that are outside
 * of limits.
 */
export function buildLimitedRows(view: string, limits: ReadLimits, language: string | null = null): string {
  const ofArticles = view === 'article' ? undefined : ARTICLE_COLUMNS[view];
  if (language === null || (!ofArticles && view !== 'article' && view !== 'suggestion'))
    return buildRows(view, limits, getSchemaName('preview', language), language);
  const articles = buildShownArticles(limits, language);
  // OFFSET 0 has PostgreSQL look up one article at a time, as in buildHidden.
  const isShown = (id: string) => `EXISTS (SELECT FROM ${articles} shown WHERE shown.id = ${id} OFFSET 0)`;
  if (view === 'article') return articles;
  const schema = VIEWS_WITH_TEXTS.includes(view) ? getSchemaName('preview', language) : 'preview';
  const conditions = ofArticles
    ? ofArticles.map((column) => isShown(`r.${column}`))
    : [`(r.kind <> 'ARTICLE' OR ${isShown('r.node_id')})`];
  return `(SELECT * FROM ${buildRows(view, limits, schema, language)} r WHERE ${conditions.join(' AND ')})`;
}

/**
 * Builds the articles of a language: of those in it and in its fallbacks, those without a better version that is within the
 * limits or published.
 */
function buildShownArticles(limits: ReadLimits, language: string): string {
  const versions = `"${getSchemaName('preview', language)}"."article_version"`;
  const isSelected = (row: string) => `${row}.is_draft = (NOT ${buildHidden(`${row}.id`, limits)})`;
  return `(SELECT * FROM ${versions} r WHERE ${isSelected('r')} AND (r.language_rank = 0
    OR r.language_rank > 0 AND NOT EXISTS (SELECT FROM ${versions} better WHERE better.translation_group = r.translation_group
      AND better.language_rank < r.language_rank AND ${isSelected('better')})))`;
}

/** Builds the rows of a view of a schema; those of articles in all languages. */
function buildRows(view: string, limits: ReadLimits, schema: string, language: string | null): string {
  const selectVersions = (isDraft: string) =>
    `(SELECT * FROM "${schema}"."${view}_version" r WHERE r.is_draft = (${isDraft}))`;
  const id = VERSIONED_VIEWS[view];
  if (id !== undefined) return selectVersions(`NOT ${buildHidden(`r.${id}`, limits)}`);
  if (ENTRY_VIEWS.includes(view)) return selectVersions(limits.buildCondition('r.article_id'));
  if (view === 'suggestion')
    return selectVersions(`(r.kind <> 'ARTICLE' OR NOT ${buildHidden('r.node_id', limits)})`);
  if (view === 'front' || view === 'site_box') return `"${getSchemaName('published', language)}"."${view}"`;
  const condition = CONDITIONS[view];
  return condition
    ? `(SELECT * FROM "${schema}"."${view}" r WHERE ${condition(limits)})`
    : `"${schema}"."${view}"`;
}

/** Hides tags and authors that hidden drafts alone name, as the published perspective hides those of all drafts. */
function buildNamedCondition(kind: 'tag' | 'author', limits: ReadLimits): string {
  const ofDraft = `SELECT FROM "public"."draft_${kind}" b WHERE b.${kind}_id = r.id`;
  const ofEntry = `SELECT FROM "preview"."author_of_entry" b WHERE b.id = r.id`;
  const isInEntry = kind === 'author' ? `EXISTS (${ofEntry})` : 'false';
  const isInReadableEntry =
    kind === 'author' ? `EXISTS (${ofEntry} AND ${limits.buildCondition('b.article_id')})` : 'false';
  return `EXISTS (SELECT FROM "published"."${kind}" b WHERE b.id = r.id)
    OR NOT (EXISTS (${ofDraft}) OR ${isInEntry}) OR ${isInReadableEntry}
    OR EXISTS (${ofDraft} AND NOT ${buildHidden('b.article_id', limits)})`;
}

/** Builds the condition that readers see a section, or that a draft in it may be read, or that no draft is in it. */
function buildSectionCondition(row: string, limits: ReadLimits): string {
  const ofDraft = `SELECT FROM "public"."draft_section" b WHERE b.section_id = ${row}.id`;
  return `${row}.is_hidden IS NOT TRUE OR NOT EXISTS (${ofDraft})
    OR EXISTS (${ofDraft} AND NOT ${buildHidden('b.article_id', limits)})`;
}

/**
 * Builds the condition that an article is outside of limits and its draft differs from what is published. OFFSET 0 makes
 * PostgreSQL look up one article at a time, by the index of such drafts. The list of all of them would have an estimated
 * cost that keeps it from using the indexes of other tables.
 */
function buildHidden(articleId: string, { buildCondition }: ReadLimits): string {
  return `EXISTS (SELECT FROM "public"."draft" h WHERE h.id = ${articleId}
    AND h.published_revision IS DISTINCT FROM h.revision AND NOT ${buildCondition('h.id')} OFFSET 0)`;
}
