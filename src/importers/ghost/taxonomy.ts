import type { TermKind } from '../../modules/taxonomy/write/term-table.js';
import { slugify } from '../../shared/text/slug.js';
import type { IdentifiedTaxonomy } from '../run/source-terms.js';
import { type GhostPost, type GhostTag, type GhostUser, getPostType, isInternal } from './ghost-post.js';
import { readRobotsTags } from './robots-tags.js';
import { findPrimaryTag, type GhostSite } from './site.js';
import { getLinks } from './social-links.js';

/**
 * Saves the sections, tags and authors of posts, and adds their addresses to the site. A primary tag becomes both a
 * section, which readers see with its first published post, and a tag.
 */
export async function saveTaxonomy(posts: GhostPost[], site: GhostSite): Promise<void> {
  const primary = posts.flatMap((post) => (getPostType(post) === 'post' ? (findPrimaryTag(post) ?? []) : []));
  const tags = posts.flatMap((post) => post.tags.filter((tag) => !isInternal(tag)));
  const authors = posts.flatMap((post) => post.authors);
  await site.terms?.save(toTaxonomy(primary, tags, authors, site));
  const getSlug = (kind: TermKind, each: GhostTag | GhostUser) =>
    site.terms?.findSlug(kind, each.id) ?? toSlug(each);
  for (const tag of tags) site.archives.add('tag', getSlug('tag', tag), `${site.url}/tag/${tag.slug}/`);
  for (const author of authors)
    site.archives.add('author', getSlug('author', author), `${site.url}/author/${author.slug}/`);
}

/** Returns tags that are sections, tags and authors, each once. */
export function toTaxonomy(
  primary: GhostTag[],
  tags: GhostTag[],
  authors: GhostUser[],
  site: GhostSite,
): IdentifiedTaxonomy {
  return {
    series: [],
    sections: dedupeBySlug(primary, (tag) => site.getSectionSlug(tag)).map((tag) => ({
      sourceId: tag.id,
      sourceSlug: tag.slug,
      slug: site.getSectionSlug(tag),
      name: getDisplayName(tag),
      parent: null,
      isHidden: true,
      description: tag.description.trim() || null,
      ...getTagPage(tag, site),
    })),
    tags: dedupeBySlug(tags, toSlug).map((tag) => ({
      sourceId: tag.id,
      slug: toSlug(tag),
      name: getDisplayName(tag),
      description: tag.description.trim() || undefined,
      ...getTagPage(tag, site),
    })),
    authors: dedupeBySlug(authors, toSlug).map((author) => ({
      sourceId: author.id,
      slug: toSlug(author),
      name: getDisplayName(author),
      bio: author.bio.trim() || null,
      image: toImage(author.profile_image || author.image, author.name, site),
      links: getLinks(author),
      ...getSeoTexts(author),
    })),
  };
}

export function toSlug({ slug, name }: Pick<GhostTag, 'slug' | 'name'>): string {
  return slugify(slug) || slugify(name);
}

/** Returns the name, or the slug if the name is an email address, which must not become public. */
function getDisplayName({ slug, name }: Pick<GhostTag, 'slug' | 'name'>): string {
  return name.trim() === '' || name.includes('@') ? slug : name.trim();
}

function dedupeBySlug<Named extends Pick<GhostTag, 'slug' | 'name'>>(
  items: Named[],
  getKey: (named: Named) => string,
): Named[] {
  const bySlug = new Map(items.filter((each) => toSlug(each) !== '').map((each) => [getKey(each), each]));
  return [...bySlug.values()];
}

function getTagPage(tag: GhostTag, site: GhostSite) {
  const image = toImage(tag.feature_image || tag.image, '', site);
  const robots = readRobotsTags(tag.codeinjection_head);
  return { ...getSeoTexts(tag), ...robots, ...(image && { image }) };
}

/** Returns the texts for search engines; undefined for those that Ghost does not have. */
function getSeoTexts({ meta_title, meta_description }: Pick<GhostTag, 'meta_title' | 'meta_description'>) {
  return { seoTitle: meta_title.trim() || undefined, seoDescription: meta_description.trim() || undefined };
}

function toImage(address: string, alt: string, site: GhostSite) {
  const url = site.resolvePicture(address.trim());
  const emptyFields = { caption: null, credit: null, width: null, height: null, focalX: null, focalY: null };
  return url === '' ? null : { url: url.replace(/^\/\//, 'https://'), alt, ...emptyFields };
}
