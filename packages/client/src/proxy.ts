import type { Client } from './client.js';
import { DatelineError, isTransient } from './error.js';
import { routeDocument } from './fragments.js';

/**
 * Paths that the gateway serves: the API of the browser, feeds, sitemaps, files and newsletter pages. Names of feeds,
 * sitemaps and files have a dot, and slugs have none: a section may be called Media.
 */
const GATEWAY_PATHS =
  /^\/(?:(?:feeds|media|sitemaps)\/.*\.|newsletter\/|(?:beacon(?:\.gif)?|graphql(?:\/stream)?|indexnow\.txt|license\.xml|llms\.txt|newsletter|robots\.txt|sitemap\.xml|trust\.txt|\.well-known\/(?:tdmrep\.json|trust\.txt))$)/;
/** Those that are opened by themselves, and get a response with 503 while the gateway is away. */
const GATEWAY_PAGES =
  /^\/(?:(?:feeds|newsletter|sitemaps)\/|(?:license\.xml|newsletter|robots\.txt|sitemap\.xml|\.well-known\/tdmrep\.json)$)/;
/** Path below which the gateway has pages as Markdown. */
const MARKDOWN_PATH = '/markdown';
/** Headers of a response that are those of its transfer. */
const CONNECTION_HEADERS = [
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
];
/** The cookie of the draft mode of Next.js. Pages in draft mode look at the status themselves. */
const DRAFT_COOKIE = '__prerender_bypass';
/** Folders of `app` with pages that are shown at other paths. */
const FOLDERS = { content: '/~content', missing: '/~missing', unavailable: '/~unavailable' };
const FOLDER_PATHS = /^(?:\/[^/]+)?\/~(?:content|missing|unavailable)(?:\/|$)/;
/** Headers from `proxy` to `rewrites` and to the pages. Those of a client are removed. */
const ROUTE_HEADER = 'x-dateline-route';
const PATH_HEADER = 'x-dateline-path';
const STATUS_HEADER = 'x-dateline-status';
const LANGUAGE_HEADER = 'x-dateline-language';
/** Marks a request of the proxy to its own server, with a key that only this process knows. */
const KEY_HEADER = 'x-dateline-key';
/** Headers of a page from the own server that are passed on. */
const PAGE_HEADERS = ['cache-control', 'content-type', 'etag', 'last-modified', 'x-nextjs-cache'];
/** Headers by which the gateway tells clients apart: crawlers, by their name or signature, and addresses for its limits. */
const CLIENT_HEADERS = ['user-agent', 'x-forwarded-for', 'signature', 'signature-agent', 'signature-input'];
/** Names of clients that may be crawlers. The gateway decides which are. */
const CRAWLER_NAMES = /bot|crawler|spider|-agent|-user|external/i;
const RETRY_AFTER_SECONDS = '10';
/** The time for a stored page or a file. One that takes longer waits for the gateway. */
const STORED_TIMEOUT_MS = 1_000;
/** Texts in place of pages that the own server cannot be asked for. */
const TEXTS = {
  404: 'There is no such page.',
  410: 'This page was taken down.',
  503: 'This page cannot be shown right now. Please try again in a few minutes.',
};

/** The part of NextRequest that is read. */
export interface ProxyRequest {
  method: string;
  url: string;
  headers: Headers;
  cookies: { has(name: string): boolean };
}

/** The part of NextResponse of next/server that is used. */
export interface NextResponses<Result> {
  next(init: { request: { headers: Headers } }): Result;
  redirect(url: URL, status: number): Result;
  rewrite(url: URL, init: { request: { headers: Headers } }): Result;
}

/** Settings of `proxy`. */
export interface ProxyOptions<Result> {
  /** The client, whose URL is absolute. */
  client: Client;
  /** `NextResponse` of next/server. */
  NextResponse: NextResponses<Result>;
  /**
   * Paths that the gateway is not asked for, such as `/shop`, with those below them: their pages work without it,
   * and replace what the gateway has there. All other pages and files of the site need not be named.
   */
  pages?: string[];
  /**
   * BCP 47 tags of the languages of the site, as the gateway has them, the primary one first. Paths of the others begin with
   * their tag, and the site's own pages are shown below it too: `/de/search`.
   */
  languages?: readonly string[];
  /**
   * The address at which the site's own server reaches itself. Defaults to `http://localhost` with the port of the
   * variable PORT, which Next.js sets, or to the address of the request.
   */
  origin?: string;
  /** Milliseconds that the gateway has for the status of a path. Defaults to 3,000. */
  timeoutMs?: number;
}

/**
 * Returns a function for `proxy.ts`. It forwards the gateway's own paths, redirects moved ones, and responds with 410
 * to those whose content was deleted. Clients that prefer Markdown get content as such. All others are shown by Next.js: a page or file of the site, or else content,
 * or else the page for missing content. While the gateway is away, stored pages are shown, or a page with 503,
 * which feeds, sitemaps and newsletter pages get too.
 */
export function proxy<Result>({
  client,
  NextResponse,
  pages = [],
  languages = [],
  origin,
  timeoutMs = 3_000,
}: ProxyOptions<Result>): (request: ProxyRequest) => Promise<Result | Response> {
  const key = crypto.randomUUID();

  const readRoute = async (path: string) => {
    try {
      const { route } = await client.query(
        routeDocument,
        { path },
        {
          signal: AbortSignal.timeout(timeoutMs),
          headers: languages[1] ? { 'x-language': findPathLanguage(path, languages) } : {},
        },
      );
      return route;
    } catch (error) {
      // The gateway refuses paths that it can never have.
      if (error instanceof DatelineError && !isTransient(error)) return { status: 'NOT_FOUND' as const };
      return null;
    }
  };

  /** Fetches the Markdown of a page, or its refusal to a crawler; null if the gateway does not have it. */
  const fetchMarkdown = async (page: string, requestHeaders: Headers) => {
    const response = await fetch(new URL(MARKDOWN_PATH + page, client.url), {
      headers: pickHeaders(requestHeaders, CLIENT_HEADERS),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => null);
    if (!response || !(response.ok || response.status === 403)) {
      await response?.body?.cancel();
      return null;
    }
    const headers = new Headers(response.headers);
    for (const name of CONNECTION_HEADERS) headers.delete(name);
    // Next.js does not let a page vary with Accept, so a shared cache could show the Markdown to readers.
    headers.set('cache-control', 'no-store');
    headers.set('vary', 'Accept');
    return new Response(response.body, { status: response.status, headers });
  };

  /** Tells the gateway that a crawler is shown an article, without waiting for it. */
  const reportRead = (articleId: string, requestHeaders: Headers) => {
    const isCrawler =
      requestHeaders.has('signature-agent') || CRAWLER_NAMES.test(requestHeaders.get('user-agent') ?? '');
    if (!isCrawler) return;
    void fetch(new URL('/beacon', client.url), {
      method: 'POST',
      body: articleId,
      headers: pickHeaders(requestHeaders, CLIENT_HEADERS),
      signal: AbortSignal.timeout(timeoutMs),
    }).then(
      (response) => response.body?.cancel(),
      () => undefined,
    );
  };

  /** Returns the status that the gateway responds with at a path; 503 if it does not respond. */
  const readStatus = async (path: string) => {
    const options = { method: 'HEAD', signal: AbortSignal.timeout(timeoutMs) };
    const response = await fetch(new URL(path, client.url), options).catch(() => null);
    return response?.status ?? 503;
  };
  const createPathHeaders = (path: string) => ({
    [KEY_HEADER]: key,
    [PATH_HEADER]: encodeURIComponent(path),
    [LANGUAGE_HEADER]: findPathLanguage(path, languages),
  });

  return async (request) => {
    const url = new URL(request.url);
    const { pathname, search } = url;
    const headers = new Headers(request.headers);
    const sentKey = headers.get(KEY_HEADER);
    const isOwnRequest = sentKey === key;
    headers.delete(KEY_HEADER);
    if (!isOwnRequest)
      for (const name of [ROUTE_HEADER, PATH_HEADER, STATUS_HEADER, LANGUAGE_HEADER]) headers.delete(name);
    // A request of another instance, which a balancer led here, is not sent on: it could go round and round.
    const toOwnUrl = (address: string) =>
      sentKey === null ? new URL(address, origin ?? getOwnServer(url)) : null;
    // `.md` after the address of a page is its text as Markdown.
    const page = pathname.endsWith('.md') ? pathname.replace(/(^\/index)?\.md$/, '') : null;
    if (page !== null || GATEWAY_PATHS.test(pathname)) {
      // Next.js would respond with a bare 500.
      if (GATEWAY_PAGES.test(pathname) && (await readStatus('/healthz')) >= 500)
        return fetchPage(toOwnUrl(FOLDERS.unavailable), createPathHeaders(pathname), 503);
      // A gateway without TRUST_TXT has none, but the site may.
      if (pathname.endsWith('/trust.txt') && (await readStatus(pathname)) === 404)
        return NextResponse.next({ request: { headers } });
      headers.delete('cookie');
      const target = page === null ? pathname + search : `${MARKDOWN_PATH}${page}`;
      return NextResponse.rewrite(new URL(target, client.url), { request: { headers } });
    }
    const shortLink = pathname === '/' ? findShortLink(url) : null;
    const path = shortLink ?? decodePath(pathname);
    const pathHeaders = createPathHeaders(path);
    const language = findPathLanguage(path, languages);
    const isPrefixed = language !== (languages[0] ?? '');
    const show = (isContent: boolean, route = isContent ? 'content' : 'page') => {
      if (!isOwnRequest) headers.set(PATH_HEADER, encodeURIComponent(path));
      if (!isOwnRequest) headers.set(LANGUAGE_HEADER, language);
      if (isContent || isPrefixed) headers.set(ROUTE_HEADER, route);
      return NextResponse.next({ request: { headers } });
    };
    const showMissing = (status: 404 | 410) => {
      const requestHeaders = { ...pathHeaders, [STATUS_HEADER]: `${status}` };
      return fetchPage(toOwnUrl(FOLDERS.missing), requestHeaders, status);
    };

    if (isOwnRequest) return show(!FOLDER_PATHS.test(pathname));
    if (FOLDER_PATHS.test(pathname)) return showMissing(404);
    const isOwnPage = pages.some((page) => pathname === page || pathname.startsWith(`${page}/`));
    if (isOwnPage || !/^(?:GET|HEAD)$/.test(request.method)) return show(false);
    // Whether a draft has the path is not known: a page of the site is looked for below the prefix of a language, then content.
    if (request.cookies.has(DRAFT_COOKIE)) return show(true, isPrefixed ? `draft${pathname}` : 'content');

    const route = await readRoute(path);
    if (!route) {
      const stored = await fetchStored(toOwnUrl(pathname + search), pathHeaders);
      return stored ?? fetchPage(toOwnUrl(FOLDERS.unavailable), pathHeaders, 503);
    }
    if (route.status === 'MOVED' && 'redirectTo' in route && route.redirectTo) {
      const target = new URL(route.redirectTo, getPublicUrl(request));
      return NextResponse.redirect(target, route.isPermanent ? 301 : 302);
    }
    if (route.status === 'GONE') return showMissing(410);
    if (route.status === 'FOUND' && prefersMarkdown(headers.get('accept'))) {
      const markdown = await fetchMarkdown(pathname.replace(/\/$/, ''), headers);
      if (markdown) return markdown;
    }
    if (request.method === 'GET' && 'node' in route && route.node && 'id' in route.node)
      reportRead(route.node.id, headers);
    return show(route.status === 'FOUND' || pathname === (isPrefixed ? `/${language.toLowerCase()}` : '/'));
  };
}

/** A rewrite of next.config.ts. */
export interface Rewrite {
  source: string;
  has: { type: 'header'; key: string; value: string }[];
  destination: string;
}

/**
 * Returns the `rewrites` for next.config.ts: the paths that `proxy` found content for are shown by
 * `app/~content/[[...path]]`, unless the site has a page or file of its own there. A page of the site is shown below the
 * prefix of a language too.
 */
export async function rewrites(): Promise<{ afterFiles: Rewrite[]; fallback: Rewrite[] }> {
  // The proxy does not see requests for scripts, so their headers are those of a client.
  const source = '/:path((?!_next/).*)';
  const has = (value: string) => [{ type: 'header' as const, key: ROUTE_HEADER, value }];
  const unprefixed = { source: '/:language/:path+', destination: '/:path+' };
  return {
    afterFiles: [
      { ...unprefixed, has: has('page') },
      { ...unprefixed, has: has('draft/.*') },
    ],
    fallback: [
      { source, has: has('content'), destination: `${FOLDERS.content}/:path` },
      { source, has: has('draft/(?<whole>.*)'), destination: `${FOLDERS.content}/:whole` },
    ],
  };
}

/** Returns the language of a path by its first part; the first of the languages for a path without one. */
export function findPathLanguage(path: string, languages: readonly string[]): string {
  const [, name = ''] = path.toLowerCase().split('/', 2);
  return languages.slice(1).find((tag) => tag.toLowerCase() === name) ?? languages[0] ?? '';
}

/** Returns the language that `proxy` found for a request, from `headers` of next/headers; null without `languages`. */
export function readLanguage(headers: { get(name: string): string | null }): string | null {
  return headers.get(LANGUAGE_HEADER) || null;
}

/** Returns the path that has no content, and whether its content was deleted, from `headers` of next/headers. */
export function readMissing(headers: { get(name: string): string | null }): {
  path: string;
  isGone: boolean;
} {
  return {
    path: decodePath(headers.get(PATH_HEADER) ?? '/'),
    isGone: headers.get(STATUS_HEADER) === '410',
  };
}

/**
 * Fetches a page of the own server, and returns it with another status, which a rewrite cannot have. Without an address,
 * or if it fails, it returns a text.
 */
async function fetchPage(
  url: URL | null,
  headers: Record<string, string>,
  status: 404 | 410 | 503,
): Promise<Response> {
  const response = url && (await fetch(url, { headers }).catch(() => null));
  const isPage = response?.ok && isHtml(response);
  return new Response(isPage ? response.body : TEXTS[status], {
    status,
    headers: {
      'content-type': `text/${isPage ? 'html' : 'plain'}; charset=utf-8`,
      'cache-control': 'no-store',
      ...(status === 503 && { 'retry-after': RETRY_AFTER_SECONDS }),
    },
  });
}

/** Fetches a stored page, or a file, of the own server. Returns null for pages that have to be rendered. */
async function fetchStored(url: URL | null, headers: Record<string, string>): Promise<Response | null> {
  if (!url) return null;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), STORED_TIMEOUT_MS);
  const { signal } = controller;
  const response = await fetch(url, { headers, redirect: 'manual', signal }).catch(() => null);
  clearTimeout(timer);
  if (!response?.ok || (isHtml(response) && !response.headers.has('x-nextjs-cache'))) {
    await response?.body?.cancel();
    return null;
  }
  return new Response(response.body, { headers: pickHeaders(response.headers, PAGE_HEADERS) });
}

function pickHeaders(headers: Headers, names: string[]): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
}

function isHtml({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false;
}

/** The URL of a request has the protocol that readers use, which the server itself need not speak. */
function getOwnServer({ origin }: URL): string {
  const port = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.PORT;
  return port ? `http://localhost:${port}` : origin;
}

/** Returns the URL of a request as its client sent it: that of Next.js has the address of its own server. */
function getPublicUrl({ url, headers }: ProxyRequest): URL {
  const { protocol, pathname } = new URL(url);
  const address = `${protocol}//${headers.get('host')}`;
  return new URL(pathname, URL.canParse(address) ? address : url);
}

/** Returns true if a client names Markdown, and accepts it no less than HTML, which wildcards match too. */
function prefersMarkdown(accept: string | null): boolean {
  const weights = new Map(
    (accept ?? '').split(',').map((entry) => {
      const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return [type, weight === undefined ? 1 : Number(weight.slice(2))];
    }),
  );
  const weight = weights.get('text/markdown') ?? 0;
  const htmlWeight = weights.get('text/html') ?? weights.get('text/*') ?? weights.get('*/*') ?? 0;
  return weight > 0 && weight >= htmlWeight;
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
