import type { Client } from './client.js';
import { routeDocument } from './fragments.js';

/** Paths that the gateway serves: the API of the browser, feeds, sitemaps, files and newsletter pages. */
const GATEWAY_PATHS =
  /^\/(?:(?:feeds|media|newsletter|sitemaps)\/|(?:beacon(?:\.gif)?|graphql(?:\/stream)?|newsletter|robots\.txt|sitemap\.xml)$)/;
/** The cookie of the draft mode of Next.js. Pages in draft mode look at the status themselves. */
const DRAFT_COOKIE = '__prerender_bypass';

/** The part of NextRequest that is read. */
export interface ProxyRequest {
  url: string;
  headers: Headers;
  cookies: { has(name: string): boolean };
}

/** The part of NextResponse of next/server that is used. */
export interface NextResponses<Result> {
  next(): Result;
  redirect(url: URL, status: number): Result;
  rewrite(url: URL, init: { request: { headers: Headers } }): Result;
}

/** Settings of `proxy`. */
export interface ProxyOptions<Result> {
  /** The client, whose URL is absolute. */
  client: Client;
  /** `NextResponse` of next/server. */
  NextResponse: NextResponses<Result>;
  /** Paths of the site's own pages, such as `/search`. Those below them are included. */
  pages: string[];
  /** The page for paths without content, which gets `path` and `status`. Defaults to /missing. */
  missing?: string;
}

/**
 * Returns a function for `proxy.ts`. It forwards the gateway's own paths, redirects moved paths, and responds
 * with the page for missing content and the status 404, or 410 if the content was deleted. While the gateway
 * cannot be reached, stored pages are shown.
 */
export function proxy<Result>({
  client,
  NextResponse,
  pages,
  missing = '/missing',
}: ProxyOptions<Result>): (request: ProxyRequest) => Promise<Result | Response> {
  return async (request) => {
    const url = new URL(request.url);
    const { pathname, search } = url;
    if (GATEWAY_PATHS.test(pathname)) {
      const headers = new Headers(request.headers);
      headers.delete('cookie');
      return NextResponse.rewrite(new URL(pathname + search, client.url), { request: { headers } });
    }
    const isOwnPage = [missing, ...pages].some(
      (page) => pathname === page || pathname.startsWith(`${page}/`),
    );
    const shortLink = pathname === '/' ? findShortLink(url) : null;
    if ((pathname === '/' && shortLink === null) || isOwnPage || request.cookies.has(DRAFT_COOKIE))
      return NextResponse.next();
    const path = shortLink ?? decodePath(pathname);
    const result = await client.query(routeDocument, { path }).catch(() => null);
    const { status, redirectTo, isPermanent } = result?.route ?? { status: 'FOUND' as const };
    if (status === 'FOUND') return NextResponse.next();
    if (shortLink !== null && status !== 'MOVED' && status !== 'GONE') return NextResponse.next();
    if (status === 'MOVED' && redirectTo) {
      return NextResponse.redirect(new URL(redirectTo, url), isPermanent ? 301 : 302);
    }
    return fetchMissingPage(new URL(missing, url), path, status === 'GONE' ? 410 : 404);
  };
}

/** Fetches the page for missing content from the site itself: a rewrite has no status of its own. */
async function fetchMissingPage(page: URL, path: string, status: number): Promise<Response> {
  page.search = `${new URLSearchParams({ path, status: `${status}` })}`;
  const response = await fetch(page).catch(() => null);
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };
  return new Response(response?.ok ? response.body : 'Not found.', { status, headers });
}

/** Returns the short link of WordPress that a URL of the front page is, such as `/?p=12`; null if it is none. */
function findShortLink({ searchParams }: URL): string | null {
  const name = ['p', 'page_id', 'attachment_id'].find((each) =>
    /^[1-9]\d*$/.test(searchParams.get(each) ?? ''),
  );
  return name === undefined ? null : `/?${name}=${searchParams.get(name)}`;
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
