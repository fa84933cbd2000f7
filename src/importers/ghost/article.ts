import { ContentRefusedError } from '../../content/content-error.js';
import { EMPTY_CONTENT } from '../../modules/editing/article-content.js';
import type { TermKind } from '../../modules/taxonomy/write/term-table.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { slugify } from '../../shared/text/slug.js';
import { trimSlashes } from '../../shared/text/trim-end.js';
import { htmlToText } from '../html/html-text.js';
import { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportItem } from '../run/import-run.js';
import type { ImportedArticle, ImportedImage } from '../run/imported-article.js';
import { describeNoindex } from '../run/noindex.js';
import { readBody } from './body/body.js';
import { describeForComparison } from './comparison.js';
import { type GhostPost, type GhostTag, getPostType, isInternal, parseGhostDate } from './ghost-post.js';
import { describeLanguage } from './languages.js';
import { readOwnFields } from './own-fields.js';
import { readRobotsTags } from './robots-tags.js';
import { findPrimaryTag, type GhostSite } from './site.js';

/** Converts a post or page to an article with warnings, or to the reason for refusing it. */
export async function createArticleItem(post: GhostPost, site: GhostSite): Promise<ImportItem> {
  const warnings = new ConversionWarnings();
  const kind = getPostType(post);
  const name = { item: getPostLabel(post), kind };
  try {
    const { values, usedNames } = readOwnFields(post, site, warnings);
    const converted = await toArticle(post, site, warnings);
    // Of a post for members, the API has the beginning only, which is compared in another way.
    const isWhole = converted.access === undefined;
    const article = {
      ...converted,
      ...values,
      ...(isWhole && { comparison: describeForComparison(converted) }),
    };
    const used = new Set([...usedNames, ...describeLanguage(post).tags]);
    const unusedFields = listUnusedFields(post).filter((each) => !used.has(each));
    return { ...name, article, warnings: warnings.messages, unusedFields };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { ...name, refused: [error.message] };
  }
}

/** Returns the label of a post in import results. */
export function getPostLabel(post: GhostPost): string {
  return [getPostType(post), post.id, post.slug].filter(Boolean).join(' ');
}

async function toArticle(
  post: GhostPost,
  site: GhostSite,
  warnings: ConversionWarnings,
): Promise<ImportedArticle> {
  const toReference = (kind: TermKind, { id, slug, name }: Pick<GhostTag, 'id' | 'slug' | 'name'>) =>
    site.terms?.findSlug(kind, id) ?? (slugify(slug) || name);
  const toSection = (tag: GhostTag) => site.terms?.findSlug('section', tag.id) ?? site.getSectionSlug(tag);
  const title = htmlToText(post.title) || 'Untitled';
  const primary = findPrimaryTag(post);
  const path = site.getPath(post);
  const baseSlug = slugify(post.slug) || slugify(title) || `${getPostType(post)}-${post.id}`;
  const slugs = [baseSlug, `${getPostType(post)}-${baseSlug}`];
  const slug = site.slugs.claim(post.id, slugs, path !== null);
  if (slug !== baseSlug) warnings.add(`the slug is ${slug}, because another item has the slug ${baseSlug}`);
  const publication = getPublication(post, warnings);
  const robots = readRobotsTags(post.codeinjection_head);
  const { tags: _languageTags, ...languages } = describeLanguage(post);
  if (robots.noindex) warnings.add(describeNoindex('in Ghost'));
  return {
    ...EMPTY_CONTENT,
    source: site.source,
    sourceId: post.id,
    slug,
    title,
    standfirst: htmlToText(post.custom_excerpt) || null,
    body: { format: 'html', text: await readBody(post, site, warnings) },
    path,
    section: primary && getPostType(post) === 'post' ? [toSection(primary)] : [],
    tags: post.tags.filter((tag) => !isInternal(tag)).map((tag) => toReference('tag', tag)),
    authors: post.authors.map((author) => toReference('author', author)).filter(Boolean),
    image: getFeatureImage(post, site),
    seoTitle: post.meta_title.trim() || null,
    seoDescription: post.meta_description.trim() || null,
    canonicalUrl: getCanonicalUrl(post, path, site),
    ...robots,
    ...languages,
    ...publication,
    ...getAccess(post, warnings),
  };
}

/** Returns who may read a post. The API shows only the free preview of posts that need a login. */
function getAccess(
  { visibility, access }: GhostPost,
  warnings: ConversionWarnings,
): Pick<ImportedArticle, 'access' | 'hasOnlyPreview'> {
  if (visibility === 'public' || visibility === '') return {};
  if (visibility !== 'members' && visibility !== 'paid')
    warnings.add('for some tiers of members in Ghost: imported as an article for paying members');
  const level = visibility === 'members' ? AccessLevel.MEMBERS : AccessLevel.PAID;
  return { access: level, ...(access === false && { hasOnlyPreview: true }) };
}

/** Returns dates and draft status. Everything that is not clearly on the site becomes a draft. */
function getPublication(
  post: GhostPost,
  warnings: ConversionWarnings,
): Pick<ImportedArticle, 'publishedAt' | 'updatedAt' | 'draft'> {
  const { status, visibility } = post;
  const reason = getRestrictionReason(post);
  if (reason) warnings.add(`${reason}: imported as a draft`);
  const isPublic = ['published', 'scheduled'].includes(status) && reason === null;
  const publishedAt = parseGhostDate(post.published_at);
  if (isPublic && publishedAt === null) warnings.add('no date: the time of the import is used');
  if (status === 'scheduled' && isPublic && publishedAt && publishedAt <= new Date()) {
    warnings.add('the scheduled time has passed: published');
  }
  // A scheduled post with no time stays a draft; without a date it would be published immediately.
  const isUntimed = status === 'scheduled' && publishedAt === null;
  return {
    publishedAt: isUntimed || (status === 'draft' && visibility === '') ? null : publishedAt,
    updatedAt: parseGhostDate(post.updated_at),
    draft: !isPublic || isUntimed,
  };
}

/** Returns the reason why a post is not on the site in Ghost, or null if it is. */
export function getRestrictionReason({ status, email_only }: GhostPost): string | null {
  if (email_only || status === 'sent') return 'sent by email only in Ghost';
  if (['published', 'scheduled', 'draft'].includes(status)) return null;
  return `unknown status "${status.slice(0, 40)}"`;
}

function getFeatureImage(post: GhostPost, site: GhostSite): ImportedImage | null {
  const url = (post.feature_image || post.image).trim();
  if (url === '') return null;
  const emptyFields = { credit: null, width: null, height: null, focalX: null, focalY: null };
  return {
    url: site.resolvePicture(url),
    alt: post.feature_image_alt.trim(),
    caption: htmlToText(site.resolveUrls(post.feature_image_caption)) || null,
    ...emptyFields,
  };
}

/** Returns the canonical URL of a post, or null if it is the article's own. */
function getCanonicalUrl(
  { canonical_url: canonicalUrl }: GhostPost,
  path: string | null,
  site: GhostSite,
): string | null {
  if (canonicalUrl === '') return null;
  const resolvedUrl = site.resolveUrls(canonicalUrl);
  const isOwn = resolvedUrl.startsWith('/') || (site.url !== '' && resolvedUrl.startsWith(site.url));
  if (isOwn && path !== null && trimSlashes(resolvedUrl).endsWith(path)) return null;
  return /^https?:/.test(resolvedUrl) ? resolvedUrl : null;
}

const UNUSED_FIELDS = [
  'codeinjection_head',
  'codeinjection_foot',
  'custom_template',
  'frontmatter',
  'og_title',
  'og_description',
  'og_image',
  'twitter_title',
  'twitter_description',
  'twitter_image',
] as const;

function listUnusedFields(post: GhostPost): string[] {
  const internal = post.tags.filter(isInternal).map(({ name }) => `internal tag ${name}`);
  return [
    ...UNUSED_FIELDS.filter((name) => post[name] !== ''),
    ...(post.featured ? ['featured'] : []),
    ...internal,
  ];
}
