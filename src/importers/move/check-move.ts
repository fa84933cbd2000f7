import pLimit from 'p-limit';
import { toShortLink, toSitePath } from '../../shared/paths.js';
import { zip } from '../../shared/zip.js';
import type { GatewayList, GatewayRoute, MoveGateway, SimilarArticle } from './gateway.js';
import type { PageComparer, PageResult } from './page-comparer.js';

/**
 * Result for an old address. DRAFT is an article that was imported and is not public, such as a post with a
 * password. LOST includes redirects to missing pages.
 */
export type MoveStatus = 'FOUND' | 'MOVED' | 'GONE' | 'DRAFT' | 'LOST';

/** Result for an old address. */
export interface AddressResult {
  address: string;
  /** Path here, or null for an address with a query, which has none. */
  path: string | null;
  status: MoveStatus;
  /** Type of the content here, such as Article. */
  type: string | null;
  redirectTo: string | null;
  /** Why the address is lost, unless nothing is at its path. */
  reason: string | null;
  /** Comparison with the old page; null if it was not compared. */
  page: PageResult | null;
  /** Content that a lost address may be redirected to. */
  similar: SimilarArticle | null;
}

export interface CheckMoveOptions {
  /** Number of pages that are compared at most, spread over all addresses; 0 for none. */
  maxPages: number;
  /** Path under which the old site was imported, or ''. */
  pathPrefix?: string;
}

/** Number of addresses that are resolved in one batch. */
const BATCH_SIZE = 50;
/** Requests to the old site at a time. */
const CONCURRENT_PAGES = 2;
/** Redirects that are followed from an old address. */
const MAX_HOPS = 10;

/** An old address and the page that it resolves to here. */
interface ResolvedAddress extends AddressResult {
  node: GatewayRoute['node'];
}

/**
 * Resolves every old address at the gateway and compares pages with those of the old site. Yields the results
 * in the order of the addresses. Skips the front page, because front ends have it.
 */
export async function* checkMove(
  addresses: string[],
  gateway: MoveGateway,
  comparer: PageComparer,
  { maxPages, pathPrefix = '' }: CheckMoveOptions,
): AsyncGenerator<AddressResult> {
  const wanted = addresses.filter((address) => !isFrontPage(address));
  const runNext = pLimit(CONCURRENT_PAGES);
  for (let start = 0; start < wanted.length; start += BATCH_SIZE) {
    const batch = wanted.slice(start, start + BATCH_SIZE);
    const resolved = await resolveAddresses(batch, gateway, pathPrefix);
    const results = resolved.map((result, i) => {
      const isChosen = isInSample(start + i, wanted.length, maxPages);
      return runNext(() => completeResult(result, isChosen, gateway, comparer));
    });
    for (const result of results) yield await result;
  }
}

function isFrontPage(address: string): boolean {
  const { pathname, search } = new URL(address, 'http://site.invalid');
  return pathname === '/' && search === '';
}

/** Returns true for as many places as `size`, spread evenly over `total`. */
function isInSample(place: number, total: number, size: number): boolean {
  if (size >= total) return true;
  return Math.floor(((place + 1) * size) / total) > Math.floor((place * size) / total);
}

async function resolveAddresses(
  addresses: string[],
  gateway: MoveGateway,
  pathPrefix: string,
): Promise<ResolvedAddress[]> {
  const paths = addresses.map((address) => {
    const path = toShortLink(address) ?? toSitePath(address);
    return path && pathPrefix + path;
  });
  const known = paths.filter((path) => path !== null);
  const routes = new Map(zip(known, await gateway.resolve(known)));
  const drafts = await gateway.findDrafts(known.filter((path) => routes.get(path)?.status === 'NOT_FOUND'));
  return Promise.all(
    addresses.map(async (address, i) => {
      const path = paths[i] ?? null;
      const result = await describeRoute(path === null ? null : (routes.get(path) ?? null), gateway);
      const title = path === null ? undefined : drafts.get(path);
      const isDraft = result.status === 'LOST' && title !== undefined;
      return { address, path, ...result, ...(isDraft && { status: 'DRAFT' as const, reason: `"${title}"` }) };
    }),
  );
}

async function describeRoute(
  route: GatewayRoute | null,
  gateway: MoveGateway,
): Promise<Omit<ResolvedAddress, 'address' | 'path'>> {
  const lost: Omit<ResolvedAddress, 'address' | 'path'> = {
    status: 'LOST',
    type: null,
    redirectTo: null,
    reason: null,
    page: null,
    similar: null,
    node: null,
  };
  if (route === null) return { ...lost, reason: 'it has a query, or is no path that a site can have' };
  const { redirectTo } = route;
  if (route.status === 'NOT_FOUND') return lost;
  if (route.status === 'GONE') return { ...lost, status: 'GONE' };
  const target = redirectTo === null ? route : await followRedirect(redirectTo, gateway);
  if (target === null) return { ...lost, status: 'MOVED', redirectTo };
  if (target.node === null)
    return { ...lost, redirectTo, reason: `it redirects to ${redirectTo}, which leads nowhere` };
  return { ...lost, status: route.status, redirectTo, type: target.node.type, node: target.node };
}

/** Returns the route of a redirect's target, or null for another site and the front page. */
async function followRedirect(redirectTo: string, gateway: MoveGateway): Promise<GatewayRoute | null> {
  let target = redirectTo;
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    const path = target.startsWith('/') ? toSitePath(target) : null;
    if (path === null) return null;
    const [route] = await gateway.resolve([path]);
    if (!route || route.redirectTo === null) return route ?? null;
    target = route.redirectTo;
  }
  return null;
}

function isList(node: { type: string; id: number }): node is GatewayList {
  return ['Section', 'Tag', 'Author', 'Series'].includes(node.type);
}

/** Compares the page of an article or a list, or finds a redirect target for a lost address. */
async function completeResult(
  { node, ...result }: ResolvedAddress,
  isChosen: boolean,
  gateway: MoveGateway,
  comparer: PageComparer,
): Promise<AddressResult> {
  if (node?.type === 'Article' && isChosen)
    return { ...result, page: await comparer.compare(result.address, node.id) };
  if (node !== null && isList(node) && isChosen)
    return { ...result, page: await comparer.compareList(result.address, node) };
  if (result.status !== 'LOST' || result.path === null) return result;
  const title = isChosen ? await comparer.readTitle(result.address) : null;
  const slug = result.path
    .slice(result.path.lastIndexOf('/') + 1)
    .replace(/\.\w{2,5}$/, '')
    .toLowerCase();
  return { ...result, similar: await gateway.findSimilar(slug, title) };
}
