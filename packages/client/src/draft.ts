/** Returns the SHA-256 of a text in Base64. */
export async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

/** Settings of `draftRoute`. */
export interface DraftRouteOptions {
  /** The secret that the address of a preview has as `secret`. */
  secret: string;
  /** `draftMode` of next/headers. */
  draftMode: () => Promise<{ enable(): void }> | { enable(): void };
}

/** Returns a handler of `?secret=…&path=/…` that switches the draft mode on and redirects to the path. */
export function draftRoute({
  secret,
  draftMode,
}: DraftRouteOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const { origin, searchParams } = new URL(request.url);
    // Digests are compared, so that the time tells nothing about the secret.
    const given = await digest(searchParams.get('secret') ?? '');
    if (!secret || given !== (await digest(secret))) {
      return new Response('The secret is wrong.', { status: 401 });
    }
    const path = searchParams.get('path') ?? '/';
    const target = URL.canParse(path, origin) ? new URL(path, origin) : null;
    // Browsers read a path that begins with two slashes as another host.
    if (target?.origin !== origin || target.pathname.startsWith('//')) {
      return new Response('The path must be one of the site.', { status: 400 });
    }
    const location = target.pathname + target.search + target.hash;
    (await draftMode()).enable();
    return new Response(null, { status: 307, headers: { location } });
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
    return new Response(null, { status: 303, headers: { location: '/' } });
  };
}

/** Settings of `draftEventsRoute`. */
export interface DraftEventsRouteOptions {
  /** `draftMode` of next/headers. */
  draftMode: () => Promise<{ isEnabled: boolean }> | { isEnabled: boolean };
  /** Follows the page at a path with `client.live`, in the preview perspective. */
  follow: (path: string, options: { signal: AbortSignal }) => AsyncGenerator<unknown, void>;
}

/**
 * Returns a handler of `?path=/…` for `PreviewBar`: server-sent events without data, one each time the page at the
 * path has changed. It responds with 403 outside of the draft mode.
 */
export function draftEventsRoute({
  draftMode,
  follow,
}: DraftEventsRouteOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!(await draftMode()).isEnabled) return new Response(null, { status: 403 });
    const controller = new AbortController();
    const results = follow(new URL(request.url).searchParams.get('path') ?? '/', controller);
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
