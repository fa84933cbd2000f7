import { type Client, createClient } from './client.js';

/** The cookie that says what a visitor in the draft mode may see: the secret, or the token of a preview link. */
const COOKIE = 'dateline-draft';

/** Returns the SHA-256 of a text in Base64. */
export async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

/** Compares digests, so that the time tells nothing about the secret. An empty secret equals nothing. */
async function equals(given: string, secret: string): Promise<boolean> {
  return !!secret && (await digest(given)) === (await digest(secret));
}

/** Returns the preview link of a client's key; null if it is not valid any more. */
function findLink(client: Client): Promise<{ article: { path: string } | null } | null> {
  return client.query('{previewLink{article{path}}}').then(
    ({ previewLink }) => previewLink,
    () => null,
  );
}

/** Settings of `draftRoute`. */
export interface DraftRouteOptions {
  /** The secret that the address of a preview has as `secret`. */
  secret: string;
  /** `draftMode` of next/headers. */
  draftMode: () => Promise<{ enable(): void }> | { enable(): void };
  /** The URL of the GraphQL endpoint. */
  url: string;
}

/**
 * Returns a handler that switches the draft mode on: `?secret=…&path=/…` shows all drafts and redirects to the path,
 * `?link=…` shows the draft of a preview link and redirects to it.
 */
export function draftRoute({
  secret,
  draftMode,
  url,
}: DraftRouteOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const { origin, protocol, searchParams } = new URL(request.url);
    const token = searchParams.get('link');
    const link = token ? await findLink(createClient({ url, key: token })) : null;
    if (!link && !(await equals(searchParams.get('secret') ?? '', secret)))
      return new Response('Invalid link or secret.', { status: 401 });
    const path = link?.article?.path || searchParams.get('path') || '/';
    const { pathname, search, hash } = new URL(path, origin);
    // Never another host, as which browsers read a path that begins with two slashes.
    const location = pathname.replace(/^\/+/, '/') + search + hash;
    (await draftMode()).enable();
    // Like the cookie of Next.js itself: systems for editors show previews in frames.
    const rules = protocol === 'https:' ? 'None; Secure' : 'Lax';
    return redirect(
      307,
      location,
      `${encodeURIComponent((link && token) || secret)}; HttpOnly; SameSite=${rules}`,
    );
  };
}

function redirect(status: number, location: string, cookie: string): Response {
  const headers = { location, 'set-cookie': `${COOKIE}=${cookie}; Path=/` };
  return new Response(null, { status, headers });
}

/** Settings of `draftClient`. */
export interface DraftClientOptions {
  /** The URL of the GraphQL endpoint. */
  url: string;
  /** An API key with the `preview` scope. */
  key: string;
  /** The secret of `draftRoute`. */
  secret: string;
  /** `draftMode` of next/headers. */
  draftMode: () => Promise<{ isEnabled: boolean }> | { isEnabled: boolean };
  /** `cookies` of next/headers. */
  cookies: () => Promise<CookieReader> | CookieReader;
}

interface CookieReader {
  get(name: string): { value: string } | undefined;
}

/**
 * Returns a function that returns the client of a visitor in the draft mode: for all drafts, or for that of a preview
 * link. It returns null outside of the draft mode, and if the link is not valid any more.
 */
export function draftClient({
  url,
  key,
  secret,
  draftMode,
  cookies,
}: DraftClientOptions): () => Promise<Client | null> {
  return async () => {
    if (!(await draftMode()).isEnabled) return null;
    // The draft mode alone proves nothing: whoever has a preview link has its cookie too.
    const value = (await cookies()).get(COOKIE)?.value ?? '';
    if (await equals(value, secret)) return createClient({ url, key, perspective: 'preview' });
    const client = createClient({ url, key: value });
    return (await findLink(client)) && client;
  };
}

/** Settings of `endDraftRoute`. */
export interface EndDraftRouteOptions {
  /** `draftMode` of next/headers. */
  draftMode: () => Promise<{ disable(): void }> | { disable(): void };
}

/** Returns a handler of POST requests that switches the draft mode off and redirects to the front page. */
export function endDraftRoute({ draftMode }: EndDraftRouteOptions): () => Promise<Response> {
  return async () => {
    (await draftMode()).disable();
    return redirect(303, '/', '; Max-Age=0');
  };
}

/** Settings of `draftEventsRoute`. */
export interface DraftEventsRouteOptions {
  /** What `draftClient` returned. */
  draft: () => Promise<Client | null>;
  /** Follows the page at a path with `client.live`. */
  follow: (client: Client, path: string, options: { signal: AbortSignal }) => AsyncGenerator<unknown, void>;
}

/**
 * Returns a handler of `?path=/…` for `PreviewBar`: server-sent events without data, one each time the page at the
 * path has changed. It responds with 403 outside of the draft mode.
 */
export function draftEventsRoute({
  draft,
  follow,
}: DraftEventsRouteOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const client = await draft();
    if (!client) return new Response(null, { status: 403 });
    const controller = new AbortController();
    const results = follow(client, new URL(request.url).searchParams.get('path') ?? '/', controller);
    const event = new TextEncoder().encode('data:\n\n');
    const body = new ReadableStream({
      pull: async (stream) => {
        const { done } = await results.next();
        if (done) stream.close();
        else stream.enqueue(event);
      },
      cancel: () => controller.abort(),
    });
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    });
  };
}
