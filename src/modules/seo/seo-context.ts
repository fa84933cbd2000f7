import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import type { Author } from '../author/author.type.js';
import type { Image } from '../image/image.type.js';
import type { Section } from '../section/section.type.js';
import type { Tag } from '../tag/tag.type.js';

/** Loaders that metadata is built from. */
export interface SeoContext {
  authors: { ofArticle: Loader<Author[]> };
  tags: { ofArticle: Loader<Tag[]> };
  images: { byId: Loader<Image | null> };
  sections: { ofArticle: Loader<Section[]>; getTree(): MaybePromise<SeoSectionTree> };
}

interface SeoSectionTree {
  findById(id: number): Section | null;
  getParent(section: Section): Section | null;
  getPath(section: Section): string;
}

interface Loader<Row> {
  load(id: number): MaybePromise<Row>;
}
