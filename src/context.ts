import type { Perspective, Reader } from './database/database.js';
import { type ArticleContext, ArticleLoaders } from './modules/article/article.loaders.js';
import { type AuthorContext, AuthorLoaders } from './modules/author/author.loaders.js';
import { type ImageContext, ImageLoaders } from './modules/image/image.loaders.js';
import type { NodeContext } from './modules/node/node.service.js';
import { type RouteContext, RouteLoaders } from './modules/route/route.loaders.js';
import { type SectionContext, SectionLoaders } from './modules/section/section.loaders.js';
import { type TagContext, TagLoaders } from './modules/tag/tag.loaders.js';

/** What resolvers know of the request they answer. Made once per request; loads are remembered within it. */
export interface Context
  extends ArticleContext,
    AuthorContext,
    ImageContext,
    NodeContext,
    RouteContext,
    SectionContext,
    TagContext {
  requestId: string;
  perspective: Perspective;
}

/** Every load of the request goes through `reader`, which sees one perspective only. */
export function createContext(reader: Reader, perspective: Perspective, requestId: string): Context {
  const sections = new SectionLoaders(reader);
  const articles = new ArticleLoaders(reader, sections.ids);
  const authors = new AuthorLoaders(reader);
  const tags = new TagLoaders(reader);
  return {
    requestId,
    perspective,
    articles,
    authors,
    tags,
    sections,
    images: new ImageLoaders(reader),
    routes: new RouteLoaders(reader),
    nodes: {
      Article: (id) => articles.byId.load(id),
      Author: (id) => authors.byId.load(id),
      Section: async (id) => (await sections.tree()).byId(id),
      Tag: (id) => tags.byId.load(id),
    },
  };
}
