import type { Address, Redirect } from '../../database/generated/client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { findSitePath, normalizePath, type SiteAddress, toShortLink } from '../../shared/paths.js';
import { parsePath } from '../../shared/references/lookup.js';
import type { Article } from '../article/article.type.js';
import { type Route, RouteStatus } from './route.type.js';

/** A node with the name of its type, and its current path. */
interface RouteTarget {
  node: { id: number; __typename: string };
  path: string;
}

/** Maximum number of redirects that are followed one after another. */
const MAX_HOPS = 10;

/**
 * Resolves a path to content, a redirect or nothing. Content at the path comes first, then a front, a redirect of an
 * editor, and former content. The front page is always found. Throws BadUserInputError if it is not a path.
 */
export async function findRoute(context: Loaders, requestedPath: string): Promise<Route> {
  const shortLink = toShortLink(requestedPath);
  const route = shortLink === null ? null : await findRouteOfPath(context, shortLink);
  if (route !== null && route.status !== RouteStatus.NOT_FOUND) return route;
  const path = context.routes.addHostPrefix(parsePath('path', requestedPath));
  const found = await findRouteOfPath(context, path);
  // A short link that nothing here had is no address of the front page.
  const isLost = shortLink !== null && found.isFrontPage && found.node === null;
  return isLost ? createEmptyRoute(found.path, RouteStatus.NOT_FOUND) : found;
}

/** Resolves the site-relative URL of a link in a text; null for links without one. */
export function findLinkRoute(context: Loaders, linkPath: string | null): MaybePromise<Route | null> {
  const path = linkPath === null ? null : normalizePath(linkPath);
  return path === null
    ? null
    : findRouteOfPath(context, path).then((route) => ({ ...route, isOfLink: true }));
}

/** Resolves the URL of a menu item; null for other sites and for fragments. */
export function findMenuRoute(context: Loaders, url: string, site: SiteAddress): MaybePromise<Route | null> {
  return url.startsWith('#') ? null : findLinkRoute(context, findSitePath(site, new URL(url, site.url)));
}

async function findRouteOfPath(context: Loaders, path: string, hops = 1): Promise<Route> {
  const address = await context.routes.address.load(path);
  const target = address ? await findByAddress(context, address) : await findByCanonicalPath(context, path);
  const isFrontPage = path === context.routes.frontPath;
  if (target?.path === path)
    return { ...createEmptyRoute(path, RouteStatus.FOUND), node: target.node, isFrontPage };
  const [front, redirect] = await Promise.all([
    context.fronts.byPath.load(path),
    context.routes.redirect.load(path),
  ]);
  if (front) {
    const node = { ...front, __typename: 'Front' };
    return { ...createEmptyRoute(path, RouteStatus.FOUND), node, isFrontPage };
  }
  if (redirect) return followRedirect(context, redirect, hops);
  if (isFrontPage) return { ...createEmptyRoute(path, RouteStatus.FOUND), isFrontPage };
  if (!target && address) {
    const elsewhere = await findPathInOtherLanguage(context, address);
    // At its own path, the article is of another language, which the request does not read.
    if (elsewhere === path) return createEmptyRoute(path, RouteStatus.NOT_FOUND);
    return elsewhere === null
      ? createEmptyRoute(path, RouteStatus.GONE)
      : createMovedRoute(path, elsewhere, true);
  }
  if (!target)
    return (await findPagedRoute(context, path, hops)) ?? createEmptyRoute(path, RouteStatus.NOT_FOUND);
  return createMovedRoute(path, target.path, true);
}

/**
 * Resolves a further page of a list, such as /news/page/2, to the list. The redirect may change, because a front end
 * may have such pages later.
 */
async function findPagedRoute(context: Loaders, path: string, hops: number): Promise<Route | null> {
  const [, list] = /^(.*)\/page\/\d{1,6}$/.exec(path) ?? [];
  if (list === undefined || hops > MAX_HOPS) return null;
  if (list === '') return createMovedRoute(path, '/', false);
  const { status, redirectTo } = await findRouteOfPath(context, list, hops + 1);
  if (status === RouteStatus.FOUND) return createMovedRoute(path, list, false);
  return status === RouteStatus.MOVED && redirectTo !== null
    ? createMovedRoute(path, redirectTo, false)
    : null;
}

/** Resolves the target of a redirect, so that clients are redirected once. */
async function followRedirect(
  context: Loaders,
  { path, target, isPermanent }: Pick<Redirect, 'path' | 'target' | 'isPermanent'>,
  hops: number,
): Promise<Route> {
  const isFollowed = target.startsWith('/') && hops <= MAX_HOPS;
  const next = isFollowed ? await findRouteOfPath(context, parsePath('target', target), hops + 1) : null;
  if (next?.status !== RouteStatus.MOVED || next.redirectTo === null)
    return createMovedRoute(path, target, isPermanent);
  return createMovedRoute(path, next.redirectTo, isPermanent && next.isPermanent === true);
}

function createMovedRoute(path: string, redirectTo: string, isPermanent: boolean): Route {
  return { ...createEmptyRoute(path, RouteStatus.MOVED), redirectTo, isPermanent };
}

function createEmptyRoute(path: string, status: RouteStatus): Route {
  return { status, path, node: null, isFrontPage: false, redirectTo: null, isPermanent: null };
}

/** Returns the path of the article of an address if it is published in another language than that of the request. */
async function findPathInOtherLanguage({ routes }: Loaders, { articleId }: Address): Promise<string | null> {
  if (articleId === null || !routes.readsOneLanguage) return null;
  return (await routes.pathInAnyLanguage.load(articleId))?.path ?? null;
}

async function findByAddress(context: Loaders, address: Address): Promise<RouteTarget | null> {
  const { articleId, sectionId, tagId, authorId, seriesId } = address;
  if (articleId !== null) {
    return toRouteTarget('Article', await context.articles.byId.load(articleId), (article) => article.path);
  }
  if (sectionId !== null) {
    const tree = await context.sections.getTree();
    return toRouteTarget('Section', tree.findById(sectionId), (section) => tree.getPath(section));
  }
  if (tagId !== null)
    return toRouteTarget('Tag', await context.tags.byId.load(tagId), (tag) => context.tags.getPath(tag));
  if (authorId !== null)
    return toRouteTarget('Author', await context.authors.byId.load(authorId), (author) =>
      context.authors.getPath(author),
    );
  if (seriesId === null) return null;
  return toRouteTarget('Series', await context.series.byId.load(seriesId), (series) =>
    context.series.getPath(series),
  );
}

/**
 * Finds sections, tags, authors and series by the path that is made of their slugs; they have no address row until it
 * changes.
 */
async function findByCanonicalPath(context: Loaders, path: string): Promise<RouteTarget | null> {
  const { tags, authors } = context;
  if (tags.isPath(path)) return toRouteTarget('Tag', await tags.byPath.load(path), () => path);
  if (authors.isPath(path)) return toRouteTarget('Author', await authors.byPath.load(path), () => path);
  const series = context.series.isPath(path) ? await context.series.byPath.load(path) : null;
  if (series) return toRouteTarget('Series', series, () => path);
  return toRouteTarget('Section', (await context.sections.getTree()).findByPath(path), () => path);
}

function toRouteTarget<Row extends { id: number }>(
  type: string,
  row: Row | null,
  getPath: (row: Row) => string,
): RouteTarget | null {
  return row && { node: { ...row, __typename: type }, path: getPath(row) };
}

/** Suggests articles with similar slugs for a path that leads nowhere. */
export function suggestArticles(
  context: Loaders,
  { status, path, isOfLink = false }: Route,
): MaybePromise<Article[]> {
  const isAtHome = status === RouteStatus.FOUND || status === RouteStatus.MOVED;
  return isOfLink || isAtHome ? [] : findSimilarArticles(context, path);
}

async function findSimilarArticles(context: Loaders, path: string): Promise<Article[]> {
  const ids = await context.routes.findSimilarSlugs(path.slice(path.lastIndexOf('/') + 1));
  const articles = await Promise.all(ids.map((id) => context.articles.byId.load(id)));
  return articles.filter((article) => article !== null);
}
