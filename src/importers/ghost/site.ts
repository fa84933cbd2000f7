import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import { toSitePath } from '../../shared/paths.js';
import { slugify } from '../../shared/text/slug.js';
import { ArchivePaths } from '../links/archive-paths.js';
import { SlugRegistry } from '../run/slugs.js';
import type { SourceTerms } from '../run/source-terms.js';
import { type GhostPost, type GhostTag, getPostType, isInternal, parseGhostDate } from './ghost-post.js';

/** Ghost's default permalink pattern, which a routes.yaml may override. */
export const DEFAULT_PERMALINKS = '/{slug}/';

/** The path of a file in the content folder of Ghost, which may be in a subfolder of the host. */
const FILE_PATH = /(^|\bhref=["'])(\/(?:[\w-]+\/)?content\/(?:images|files|media)\/)/g;
/** The beginning of an attribute with a path of the site, or with its placeholder and a path. */
const SOURCE_PATH = /(\b(?:src|poster)=["'])(__GHOST_URL__)?(?=\/(?!\/))/g;

/** Settings of a Ghost site, with its paths and slugs. */
export class GhostSite {
  slugs = new SlugRegistry();
  /** Own fields and kinds of the site that imports. */
  model: ContentModel = EMPTY_MODEL;
  /** Paths of posts and pages, which sections must not use. */
  readonly paths = new Set<string>();
  /** IDs of sections, tags and authors, once they are saved. */
  terms: SourceTerms | null = null;
  /** Addresses of the lists of tags and authors. */
  readonly archives = new ArchivePaths();

  constructor(
    /** URL of the front page with no slash at the end. '' if unknown. */
    readonly url: string,
    /** Permalink pattern of posts in Ghost's syntax: `/{primary_tag}/{year}/{slug}/`. */
    readonly permalinkPattern = DEFAULT_PERMALINKS,
  ) {}

  get source(): string {
    return this.url === '' ? 'ghost' : `ghost ${this.url.replace(/^https?:\/\/(www\.)?/, '')}`;
  }

  /**
   * Replaces the placeholder for the site's URL. Files get their absolute URL, also those that Ghost stored without
   * the placeholder before version 4; links to pages become site-relative.
   */
  resolveUrls(text: string): string {
    const absolute = this.url === '' ? text : this.resolveFiles(text);
    if (!absolute.includes('__GHOST_URL__')) return absolute;
    return absolute
      .replace(/__GHOST_URL__(?=\/content\/)/g, this.url)
      .replace(/__GHOST_URL__(?=\/)/g, '')
      .replaceAll('__GHOST_URL__', '/');
  }

  /** Makes the path of a picture absolute, wherever it is on the site. */
  resolvePicture(address: string): string {
    const path = address.replace(/^__GHOST_URL__/, this.url);
    return this.url !== '' && /^\/(?!\/)/.test(path) ? new URL(this.url).origin + path : path;
  }

  /** Makes the paths of files absolute: of a text that is one, and in attributes of HTML. Files of a theme are in any folder. */
  private resolveFiles(text: string): string {
    const { origin } = new URL(this.url);
    return text
      .replace(FILE_PATH, (_, before: string, path: string) => before + origin + path)
      .replace(
        SOURCE_PATH,
        (_, before: string, placeholder?: string) => before + (placeholder ? this.url : origin),
      )
      .replace(/(\bsrcset=")([^"]*)/g, (_, before: string, files: string) => {
        return before + files.replace(/(^|,\s*)(?=\/[^/])/g, `$1${origin}`);
      });
  }

  /** Returns the site path of a post or page, or null if its URL is no valid path. */
  getPath(post: GhostPost): string | null {
    if (post.url !== '') return toSitePath(URL.canParse(post.url) ? new URL(post.url).pathname : post.url);
    if (post.slug === '') return null;
    return toSitePath(
      getPostType(post) === 'page' ? `/${post.slug}/` : fillPermalink(this.permalinkPattern, post),
    );
  }

  /**
   * Returns the section slug of a tag. A slug that would conflict with the path of an article gets a suffix.
   */
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
