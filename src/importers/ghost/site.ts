import { slugify } from '../../shared/slug.js';
import { sitePath } from '../site-path.js';
import { Slugs } from '../slugs.js';
import { dateOf, type GhostPost, type GhostTag, isInternal, typeOf } from './ghost-post.js';

/** Where Ghost has posts unless a routes.yaml says otherwise. */
export const USUAL_PERMALINKS = '/{slug}/';

/** What the posts of a Ghost site need to know of it. */
export class GhostSite {
  slugs = new Slugs();
  /** Paths at which posts and pages stand: no section may. */
  readonly paths = new Set<string>();

  constructor(
    /** Address of the front page, without a slash at the end; '' while it is not known. */
    readonly url: string,
    /** Form of the posts' paths, in Ghost's own terms: `/{primary_tag}/{year}/{slug}/`. */
    readonly permalinks = USUAL_PERMALINKS,
  ) {}

  get source(): string {
    return this.url === '' ? 'ghost' : `ghost ${this.url.replace(/^https?:\/\/(www\.)?/, '')}`;
  }

  /** Exports leave out the site's address. Files keep living there; pages are here now. */
  resolve(text: string): string {
    if (!text.includes('__GHOST_URL__')) return text;
    return text
      .replace(/__GHOST_URL__(?=\/content\/)/g, this.url)
      .replace(/__GHOST_URL__(?=\/)/g, '')
      .replaceAll('__GHOST_URL__', '/');
  }

  /** The site path of a post or page; null when its address is none that can be kept. */
  pathOf(post: GhostPost): string | null {
    if (post.url !== '') return sitePath(URL.canParse(post.url) ? new URL(post.url).pathname : post.url);
    if (post.slug === '') return null;
    return sitePath(typeOf(post) === 'page' ? `/${post.slug}/` : filled(this.permalinks, post));
  }

  /** A section that would stand where an article does goes by another name. */
  sectionOf(tag: GhostTag): string {
    const slug = slugify(tag.slug) || slugify(tag.name) || 'section';
    return this.paths.has(`/${slug}`) ? `${slug}-section` : slug;
  }
}

export function primaryTagOf({ tags }: GhostPost): GhostTag | null {
  return tags.find((tag) => !isInternal(tag)) ?? null;
}

function filled(permalinks: string, post: GhostPost): string {
  const day = dateOf(post.published_at)?.toISOString() ?? '';
  const parts: Record<string, string> = {
    slug: post.slug,
    id: post.id,
    year: day.slice(0, 4),
    month: day.slice(5, 7),
    day: day.slice(8, 10),
    primary_tag: primaryTagOf(post)?.slug ?? 'all',
    primary_author: post.authors[0]?.slug ?? 'all',
  };
  return permalinks.replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole);
}
