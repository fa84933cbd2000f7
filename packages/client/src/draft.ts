import { type Client, createClient } from './client.js';

/** The cookie that says what a visitor in the draft mode may see: a signed pass, or the token of a preview link. */
const COOKIE = 'dateline-draft';
/** How long a preview of all drafts lasts. */
const PASS_SECONDS = 86_400;

/** Returns the SHA-256 of a text in Base64. */
export async function digest(text: string): Promise<string> {
  return encodeBase64(await crypto.subtle.digest('SHA-256', encodeText(text)));
}

/** Compares digests, so that the time tells nothing about the secret. An empty secret equals nothing. */
async function equals(given: string, secret: string): Promise<boolean> {
  return !!secret && (await digest(given)) === (await digest(secret));
}

/** Creates the value of the cookie for all drafts: when it expires, signed with the secret, which it does not tell. */
async function createPass(secret: string): Promise<string> {
  const expires = `${Math.floor(Date.now() / 1_000) + PASS_SECONDS}`;
  return `${expires}.${await sign(expires, secret)}`;
}

async function isPass(value: string, secret: string): Promise<boolean> {
  const [expires = '', signature = ''] = value.split('.');
  // Next.js logs an error for Date.now() on a page in draft mode, which it treats as a prerendered one.
  const now = performance.timeOrigin + performance.now();
  return !!secret && Number(expires) * 1_000 > now && equals(signature, await sign(expires, secret));
}

/** Signs a text by HMAC with SHA-256, for this cookie alone. */
async function sign(text: string, secret: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encodeText(secret), algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, encodeText(`${COOKIE}:${text}`));
  return encodeBase64(signature).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function encodeBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

interface PreviewLink {
  article: { path: string } | null;
  front: { path: string } | null;
}

/** Returns the preview link of a client's key; null if it is not valid any more. */
function findLink(client: Client): Promise<PreviewLink | null> {
  return client.query('{previewLink{article{path}front{path}}}').then(
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
    const { protocol, searchParams } = new URL(request.url);
    const token = searchParams.get('link');
    const link = token ? await findLink(createClient({ url, key: token })) : null;
    if (!link && !(await equals(searchParams.get('secret') ?? '', secret))) {
      const reason =
        secret || token ? 'Invalid link or secret.' : 'Previews need a secret, which is not set.';
      return new Response(reason, { status: 401 });
    }
    (await draftMode()).enable();
    const value = token && link ? encodeURIComponent(token) : await createPass(secret);
    // Like the cookie of Next.js itself: systems for editors show previews in frames.
    const rules = protocol === 'https:' ? 'None; Secure' : 'Lax';
    const maxAge = link ? '' : `; Max-Age=${PASS_SECONDS}`;
    const location = toPath((link?.article ?? link?.front)?.path || searchParams.get('path') || '/');
    return redirect(307, location, `${value}; HttpOnly; SameSite=${rules}${maxAge}`);
  };
}

/** Returns the path of an address, which is one of the site itself; the front page for what is no web address. */
function toPath(address: string): string {
  const base = 'http://site.invalid';
  if (!URL.canParse(address, base)) return '/';
  const { protocol, pathname, search, hash } = new URL(address, base);
  // Paths of other protocols can have backslashes, which browsers read as slashes, and two slashes as a host.
  return /^https?:$/.test(protocol) ? pathname.replace(/^\/+/, '/') + search + hash : '/';
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
  /** Changes the client for all drafts, such as `withSources` of `@dateline/client/edit`. That of a preview link stays. */
  extend?: (client: Client) => Client;
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
  extend = (client) => client,
}: DraftClientOptions): () => Promise<Client | null> {
  return async () => {
    if (!(await draftMode()).isEnabled) return null;
    // The draft mode alone proves nothing: whoever has a preview link has its cookie too.
    const value = (await cookies()).get(COOKIE)?.value ?? '';
    if (await isPass(value, secret)) return extend(createClient({ url, key, perspective: 'preview' }));
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
    const headers = {
      'content-type': 'text/event-stream',
      // Proxies that compress or buffer would hold the events back.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    };
    return new Response(body, { headers });
  };
}
