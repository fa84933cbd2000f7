import { ContentRefusedError } from '../../shared/content/content-refused.js';
import { slugify } from '../../shared/slug.js';
import { trimSlashes } from '../../shared/trim-end.js';
import { textOfHtml } from '../html-text.js';
import type { ImportItem } from '../import-run.js';
import type { ImportedArticle, ImportedImage } from '../imported-article.js';
import { Losses } from '../losses.js';
import { readBody } from './body.js';
import { dateOf, type GhostPost, isInternal, typeOf } from './ghost-post.js';
import { type GhostSite, primaryTagOf } from './site.js';

/** A post or page as an article, with what it loses; or why it is none. */
export async function articleItem(post: GhostPost, site: GhostSite): Promise<ImportItem> {
  const losses = new Losses();
  const kind = typeOf(post);
  const name = { item: nameOf(post), kind };
  try {
    const article = await articleOf(post, site, losses);
    return { ...name, article, notes: losses.all, unused: unusedOf(post) };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { ...name, refused: [error.message] };
  }
}

/** How receipts name a post. */
export function nameOf(post: GhostPost): string {
  return [typeOf(post), post.id, post.slug].filter(Boolean).join(' ');
}

async function articleOf(post: GhostPost, site: GhostSite, losses: Losses): Promise<ImportedArticle> {
  const title = textOfHtml(post.title) || 'Untitled';
  const primary = primaryTagOf(post);
  const path = site.pathOf(post);
  const own = slugify(post.slug) || slugify(title) || `${typeOf(post)}-${post.id}`;
  const slug = site.slugs.claim(post.id, [own, `${typeOf(post)}-${own}`]);
  if (slug !== own) losses.note(`the slug is ${slug}, as ${own} is that of another item`);
  noteCanonical(post, path, site, losses);
  const publication = publicationOf(post, losses);
  return {
    source: site.source,
    sourceId: post.id,
    slug,
    title,
    standfirst: textOfHtml(post.custom_excerpt) || null,
    body: { format: 'html', text: await readBody(post, site, losses) },
    path,
    aliases: [],
    section: primary && typeOf(post) === 'post' ? [site.sectionOf(primary)] : [],
    tags: post.tags.filter((tag) => !isInternal(tag)).map(({ slug, name }) => slugify(slug) || name),
    authors: post.authors.map(({ slug, name }) => slugify(slug) || name).filter(Boolean),
    image: imageOf(post, site),
    seoTitle: post.meta_title.trim() || null,
    seoDescription: post.meta_description.trim() || null,
    series: null,
    corrections: [],
    ...publication,
  };
}

/** When a post appeared, and whether readers may see it. What is not surely for all is a draft. */
function publicationOf(
  post: GhostPost,
  losses: Losses,
): Pick<ImportedArticle, 'publishedAt' | 'updatedAt' | 'draft'> {
  const { status, visibility } = post;
  const reason = whyNotPublic(post);
  if (reason) losses.note(`${reason}: a draft here, which no reader sees`);
  const isPublic = ['published', 'scheduled'].includes(status) && reason === null;
  const publishedAt = dateOf(post.published_at);
  if (isPublic && publishedAt === null) losses.note('it has no date: it gets that of its publication here');
  if (status === 'scheduled' && isPublic && publishedAt && publishedAt <= new Date()) {
    losses.note('the time that it was scheduled for has passed: published');
  }
  // A schedule without a time would be publication now.
  const isUntimed = status === 'scheduled' && publishedAt === null;
  return {
    publishedAt: isUntimed || (status === 'draft' && visibility === '') ? null : publishedAt,
    updatedAt: dateOf(post.updated_at),
    draft: !isPublic || isUntimed,
  };
}

/** Why a post is not for everybody there; null when it is. */
export function whyNotPublic({ status, visibility, email_only }: GhostPost): string | null {
  if (email_only || status === 'sent') return 'it went out by mail alone there';
  if (visibility !== 'public' && visibility !== '') {
    const whom = { members: 'members', paid: 'paying members' }[visibility] ?? 'some members';
    return `only ${whom} may read it there`;
  }
  if (['published', 'scheduled', 'draft'].includes(status)) return null;
  return `its status there, "${status.slice(0, 40)}", is unknown here`;
}

function imageOf(post: GhostPost, site: GhostSite): ImportedImage | null {
  if (post.feature_image.trim() === '') return null;
  const nothing = { credit: null, width: null, height: null, focalX: null, focalY: null };
  return {
    url: site.resolve(post.feature_image.trim()),
    alt: post.feature_image_alt.trim(),
    caption: textOfHtml(site.resolve(post.feature_image_caption)) || null,
    ...nothing,
  };
}

/** An article here is its own original; one that is a copy there must not be taken for more without a word. */
function noteCanonical(
  { canonical_url: address }: GhostPost,
  path: string | null,
  site: GhostSite,
  losses: Losses,
) {
  if (address === '') return;
  const whole = site.resolve(address);
  const isOwn = whole.startsWith('/') || (site.url !== '' && whole.startsWith(site.url));
  if (isOwn && path !== null && trimSlashes(whole).endsWith(path)) return;
  losses.note(`its canonical address, ${whole}, is left out: here it is the article's own`);
}

const UNUSED = [
  ...['codeinjection_head', 'codeinjection_foot', 'custom_template', 'frontmatter'],
  ...['og_title', 'og_description', 'og_image', 'twitter_title', 'twitter_description', 'twitter_image'],
] as const;

function unusedOf(post: GhostPost): string[] {
  const internal = post.tags.filter(isInternal).map(({ name }) => `internal tag ${name}`);
  return [...UNUSED.filter((name) => post[name] !== ''), ...(post.featured ? ['featured'] : []), ...internal];
}
