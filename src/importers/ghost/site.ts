import { slugify } from '../../shared/text/slug.js';
import { toSitePath } from '../run/site-path.js';
import { SlugRegistry } from '../run/slugs.js';
import { type GhostPost, type GhostTag, getPostType, isInternal, parseGhostDate } from './ghost-post.js';

/** Where Ghost has posts unless a routes.yaml says otherwise. */
export const DEFAULT_PERMALINKS = '/{slug}/';

/** What the posts of a Ghost site need to know of it. */
export class GhostSite {
  slugs = new SlugRegistry();
  /** Paths at which posts and pages stand: no section may. */
  readonly paths = new Set<string>();

  constructor(
    /** Address of the front page, without a slash at the end; '' while it is not known. */
    readonly url: string,
    /** Form of the posts' paths, in Ghost's own terms: `/{primary_tag}/{year}/{slug}/`. */
    readonly permalinkPattern = DEFAULT_PERMALINKS,
  ) {}

  get source(): string {
    return this.url === '' ? 'ghost' : `ghost ${this.url.replace(/^https?:\/\/(www\.)?/, '')}`;
  }

  /** Exports leave out the site's address. Files keep living there; pages are here now. */
  resolveUrls(text: string): string {
    if (!text.includes('__GHOST_URL__')) return text;
    return text
      .replace(/__GHOST_URL__(?=\/content\/)/g, this.url)
      .replace(/__GHOST_URL__(?=\/)/g, '')
      .replaceAll('__GHOST_URL__', '/');
  }

  /** The site path of a post or page; null when its address is none that can be kept. */
  getPath(post: GhostPost): string | null {
    if (post.url !== '') return toSitePath(URL.canParse(post.url) ? new URL(post.url).pathname : post.url);
    if (post.slug === '') return null;
    return toSitePath(
      getPostType(post) === 'page' ? `/${post.slug}/` : fillPermalink(this.permalinkPattern, post),
    );
  }

  /** A section that would stand where an article does goes by another name. */
  getSectionSlug(tag: GhostTag): string {
    const slug = slugify(tag.slug) || slugify(tag.name) || 'section';
    return this.paths.has(`/${slug}`) ? `${slug}-section` : slug;
  }
}

export function findPrimaryTag({ tags }: GhostPost): GhostTag | null {
  return tags.find((tag) => !isInternal(tag)) ?? null;
}

function fillPermalink(permalinkPattern: string, post: GhostPost): string {
  const day = parseGhostDate(post.published_at)?.toISOString() ?? '';
  const values: Record<string, string> = {
    slug: post.slug,
    id: post.id,
    year: day.slice(0, 4),
    month: day.slice(5, 7),
    day: day.slice(8, 10),
    primary_tag: findPrimaryTag(post)?.slug ?? 'all',
    primary_author: post.authors[0]?.slug ?? 'all',
  };
  return permalinkPattern.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
