import type { Awaitable } from '../../database/awaitable.js';
import type { Address, Author, Section, Tag } from '../../database/generated/client.js';
import { BadUserInput } from '../../shared/errors.js';
import { AUTHORS_PATH, authorPath, normalisePath, TAGS_PATH, tagPath } from '../../shared/paths.js';
import type { Article } from '../article/article.type.js';
import type { RouteContext } from './route.loaders.js';
import { type Route, RouteStatus } from './route.type.js';

/** What routing needs of the modules whose content has an address. */
export interface Addressable extends RouteContext {
  articles: { byId: Loader<number, Article> };
  tags: { byId: Loader<number, Tag>; bySlug: Loader<string, Tag> };
  authors: { byId: Loader<number, Author>; bySlug: Loader<string, Author> };
  sections: { tree(): Awaitable<Sections> };
}
interface Loader<Key, Row> {
  load(key: Key): Awaitable<Row | null>;
}
interface Sections {
  byId(id: number): Section | null;
  byPath(path: string): Section | null;
  path(section: Section): string;
}

/** A node with its type's name, and where it lives now. */
interface Living {
  node: { id: number; __typename: string };
  path: string;
}

/** Throws BadUserInput for what is no path. */
export async function findRoute(context: Addressable, asked: string): Promise<Route> {
  const path = normalisePath(asked);
  if (!path?.startsWith('/')) {
    throw new BadUserInput(
      `path: "${asked}" is not a path. Give what follows the host, e.g. /world/talks-open.`,
    );
  }
  const address = await context.routes.address.load(path);
  const living = address ? await atAddress(context, address) : await byItsOwnName(context, path);
  if (!living) return nowhere(path, address ? RouteStatus.GONE : RouteStatus.NOT_FOUND);
  if (living.path !== path) return { ...nowhere(path, RouteStatus.MOVED), redirectTo: living.path };
  return { ...nowhere(path, RouteStatus.FOUND), node: living.node };
}

function nowhere(path: string, status: RouteStatus): Route {
  return { status, path, node: null, redirectTo: null };
}

async function atAddress(context: Addressable, address: Address): Promise<Living | null> {
  const { articleId, sectionId, tagId, authorId } = address;
  if (articleId !== null) {
    return living('Article', await context.articles.byId.load(articleId), (article) => article.path);
  }
  if (sectionId !== null) {
    const tree = await context.sections.tree();
    return living('Section', tree.byId(sectionId), (section) => tree.path(section));
  }
  if (tagId !== null) return living('Tag', await context.tags.byId.load(tagId), (tag) => tagPath(tag.slug));
  if (authorId === null) return null;
  return living('Author', await context.authors.byId.load(authorId), (author) => authorPath(author.slug));
}

/** Sections, tags and authors live at a path made of their slugs, and need no address as long as they keep it. */
async function byItsOwnName(context: Addressable, path: string): Promise<Living | null> {
  const [, slug] = path.split(/^\/[^/]+\//);
  if (slug && path.startsWith(TAGS_PATH)) {
    return living('Tag', await context.tags.bySlug.load(slug), () => path);
  }
  if (slug && path.startsWith(AUTHORS_PATH)) {
    return living('Author', await context.authors.bySlug.load(slug), () => path);
  }
  return living('Section', (await context.sections.tree()).byPath(path), () => path);
}

function living<Row extends { id: number }>(
  type: string,
  row: Row | null,
  pathOf: (row: Row) => string,
): Living | null {
  return row && { node: { ...row, __typename: type }, path: pathOf(row) };
}

/** Articles that whoever asked for a path where nothing is may have meant. */
export async function findLookAlikes(context: Addressable, { status, path }: Route): Promise<Article[]> {
  if (status === RouteStatus.FOUND || status === RouteStatus.MOVED) return [];
  const ids = await context.routes.lookAlikes(path.slice(path.lastIndexOf('/') + 1));
  const articles = await Promise.all(ids.map((id) => context.articles.byId.load(id)));
  return articles.filter((article) => article !== null);
}
