import type { EditingService } from '../../modules/editing/editing.service.js';
import { slugify } from '../../shared/slug.js';
import { type GhostPost, type GhostTag, type GhostUser, isInternal, typeOf } from './ghost-post.js';
import { type GhostSite, primaryTagOf } from './site.js';

type Vocabulary = Parameters<EditingService['saveVocabulary']>[0];

/** The sections, tags and authors that posts stand under: primary tags are sections, and tags as well. */
export function vocabularyOf(posts: GhostPost[], site: GhostSite): Vocabulary {
  const primary = posts.flatMap((post) => (typeOf(post) === 'post' ? (primaryTagOf(post) ?? []) : []));
  const tags = posts.flatMap((post) => post.tags.filter((tag) => !isInternal(tag)));
  const authors = posts.flatMap((post) => post.authors);
  return {
    sections: once(primary, (tag) => site.sectionOf(tag)).map((tag) => ({
      ...{ slug: site.sectionOf(tag), name: nameOf(tag), parent: null },
      description: tag.description.trim() || null,
    })),
    tags: once(tags, slugOf).map((tag) => ({ slug: slugOf(tag), name: nameOf(tag) })),
    authors: once(authors, slugOf).map((author) => ({
      ...{ slug: slugOf(author), name: nameOf(author), bio: author.bio.trim() || null },
      image: imageOf(author, site),
    })),
  };
}

export function slugOf({ slug, name }: Pick<GhostTag, 'slug' | 'name'>): string {
  return slugify(slug) || slugify(name);
}

/** Nobody's mail address is shown to readers. */
function nameOf({ slug, name }: Pick<GhostTag, 'slug' | 'name'>): string {
  return name.trim() === '' || name.includes('@') ? slug : name.trim();
}

function once<Named extends Pick<GhostTag, 'slug' | 'name'>>(
  all: Named[],
  key: (named: Named) => string,
): Named[] {
  const bySlug = new Map(all.filter((each) => slugOf(each) !== '').map((each) => [key(each), each]));
  return [...bySlug.values()];
}

function imageOf({ profile_image: image, name }: GhostUser, site: GhostSite) {
  const url = site.resolve(image.trim());
  const nothing = { caption: null, credit: null, width: null, height: null, focalX: null, focalY: null };
  return url === '' ? null : { url: url.replace(/^\/\//, 'https://'), alt: name, ...nothing };
}
