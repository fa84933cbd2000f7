import { type Document, getSource, type OperationArguments } from './document.js';
import {
  createBadResponseError,
  createResponseError,
  DatelineError,
  type GraphQLResult,
  isTransient,
} from './error.js';
import { readEvents } from './event-stream.js';

/** Settings of a client. */
export interface ClientOptions {
  /** The URL of the GraphQL endpoint, e.g. https://api.example.com/graphql. Browsers also take a path. */
  url: string;
  /** An API key. Keep it on the server. */
  key?: string;
  /** The perspective; `preview` needs a key with the `preview` scope. */
  perspective?: 'published' | 'preview';
  /** The BCP 47 tag of the language of every request, on a site with several. */
  language?: string | undefined;
  /** Headers of every request, e.g. `apollographql-client-name`. */
  headers?: Record<string, string>;
  /** The function that sends requests. Defaults to the global fetch. */
  fetch?: typeof fetch;
  /** Sends documents of graphql-codegen by their hash, which the gateway must have in its manifest. */
  trusted?: boolean;
  /** Sends texts of queries by GET too, so that CDNs can store the responses. URLs have at most 16 KiB. */
  useGet?: boolean;
  /** Prints parsed documents that do not hold their text: `print` of graphql. */
  print?: (document: any) => string;
}

/** Settings of a request. */
export interface RequestOptions {
  signal?: AbortSignal;
  /** Cache tags for a fetch that stores responses, such as that of Next.js, which gets them as `next.tags`. */
  tags?: string[];
  /** Requests the cost of the operation. The response is then not read from the gateway's cache. */
  showCost?: boolean;
  headers?: Record<string, string>;
}

/** Settings of a subscription. */
export interface SubscribeOptions {
  /** The cursor of the last event that was received: events since then come first. */
  after?: string | null;
  /** Ends the subscription when it is aborted. */
  signal?: AbortSignal;
  /** Called each time the connection is lost, before the next attempt. */
  onDisconnect?: (error: unknown) => void;
  /** Milliseconds without any data after which the connection counts as lost. Defaults to 60,000. */
  idleMs?: number;
  /** Milliseconds until the second attempt to connect; they double up to 30,000. Defaults to 1,000. */
  retryMs?: number;
  headers?: Record<string, string>;
}

/** Settings of a live query. */
export interface LiveOptions extends Omit<SubscribeOptions, 'after'> {
  /**
   * Applies a JSON patch (RFC 6902) to data, and returns new data: `applyPatch` of `@dateline/client/patch`. The
   * gateway then sends small changes of a large result as patches.
   */
  patch?: ((data: any, operations: any[]) => any) | undefined;
}

/** The cost of an operation. */
export interface Cost {
  fields: number;
  limit: number;
  points: number;
}

/** A response with data and without errors. */
export interface Answer<Data> {
  data: Data;
  /** The cost, if it was requested. */
  cost: Cost | null;
  /** The hashed cache tags of the response header. Only responses to GET requests have them. */
  tags: string[];
  extensions: Record<string, unknown>;
}

/** A page of a list, with whatever else is selected of it. */
export interface Connection {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null | undefined };
}

/** A client of a Dateline gateway. */
export interface Client {
  readonly url: string;
  /** Runs a query and returns its data. Throws DatelineError if there are errors. */
  query<Data = any, Variables = any>(
    document: Document<Data, Variables>,
    ...rest: OperationArguments<Variables, RequestOptions>
  ): Promise<Data>;
  /** Runs a query and returns its data with cache tags and cost. */
  request<Data = any, Variables = any>(
    document: Document<Data, Variables>,
    ...rest: OperationArguments<Variables, RequestOptions>
  ): Promise<Answer<Data>>;
  /** Runs a mutation, always by POST, and returns its data. */
  mutate<Data = any, Variables = any>(
    document: Document<Data, Variables>,
    ...rest: OperationArguments<Variables, RequestOptions>
  ): Promise<Data>;
  /**
   * Reads a list page by page. The document passes `$after` to the list that `selectConnection` returns, and
   * selects `pageInfo { hasNextPage endCursor }`.
   */
  paginate<Data = any, Variables extends object = any, Page extends Connection = Connection>(
    document: Document<Data, Variables>,
    variables: Omit<Variables, 'after'>,
    selectConnection: (data: Data) => Page | null | undefined,
    options?: RequestOptions,
  ): AsyncGenerator<Page, void>;
  /**
   * Subscribes over server-sent events. It reconnects by itself and resumes after the last event. Throws
   * DatelineError with CURSOR_EXPIRED if the events since then are no longer stored.
   */
  subscribe<Data = any, Variables = any>(
    document: Document<Data, Variables>,
    ...rest: OperationArguments<Variables, SubscribeOptions>
  ): AsyncGenerator<Data, void>;
  /**
   * Follows a query with `@live` over server-sent events: yields its data, and again each time it changes. It
   * reconnects by itself, and then yields only what differs. Throws DatelineError if a result has errors.
   */
  live<Data = any, Variables = any>(
    document: Document<Data, Variables>,
    ...rest: OperationArguments<Variables, LiveOptions>
  ): AsyncGenerator<Data, void>;
  /** Counts a page view of an article. Returns false if the browser could not queue it. */
  recordView(slug: string): boolean;
}

const MAX_RETRY_MS = 30_000;

/** Creates a client. */
export function createClient(options: ClientOptions): Client {
  const { url, key, perspective, language, useGet } = options;
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const baseHeaders = {
    ...(key && { authorization: `Bearer ${key}` }),
    ...(perspective && { 'x-perspective': perspective }),
    ...(language && { 'x-language': language }),
    ...options.headers,
  };

  const getOperation = (document: Document) => {
    // Only browsers, and a fetch such as that of SvelteKit, resolve a path.
    const isUsable = options.fetch || globalThis.location ? url : /^https?:/.test(url);
    if (!isUsable) throw new TypeError(`The client has no absolute \`url\`: ${url}`);
    return getSource(document, options);
  };

  const fetchResponse = async (address: string, init: RequestInit): Promise<Response> => {
    try {
      return await send(address, init);
    } catch (error) {
      throw toNetworkError(error, init.signal, url);
    }
  };

  const request = async (
    document: Document,
    variables: unknown,
    { signal, tags, showCost, headers }: RequestOptions = {},
    mustPost = false,
  ): Promise<Answer<any>> => {
    const source = getOperation(document);
    const isGet = !mustPost && ('documentId' in source || useGet);
    const init: RequestInit & { next?: object } = {
      headers: {
        accept: 'application/graphql-response+json',
        'content-type': 'application/json',
        ...(showCost && { 'x-show-cost': '1' }),
        ...baseHeaders,
        ...headers,
      },
      ...(isGet ? {} : { method: 'POST', body: JSON.stringify({ ...source, variables }) }),
      signal: signal ?? null,
      ...(tags && { next: { tags }, cache: 'force-cache' }),
    };
    const search = new URLSearchParams(source);
    if (variables) search.set('variables', JSON.stringify(variables));
    const response = await fetchResponse(isGet ? `${url}?${search}` : url, init);
    const { data, extensions = {} } = await readResult(response, signal);
    return { data, cost: extensions.cost ?? null, tags: readTags(response.headers), extensions };
  };

  async function* paginate(
    document: Document,
    variables: object,
    selectConnection: (data: any) => Connection | null | undefined,
    requestOptions?: RequestOptions,
  ): AsyncGenerator<any, void> {
    let { after }: { after?: string | null } = Object(variables);
    for (;;) {
      const { data } = await request(document, { ...variables, after }, requestOptions);
      const page = selectConnection(data);
      if (!page) return;
      yield page;
      const { hasNextPage, endCursor } = page.pageInfo ?? {};
      if (hasNextPage === false) return;
      if (!endCursor || endCursor === after)
        throw new TypeError(
          'The document must pass $after to the list, and select hasNextPage and endCursor.',
        );
      after = endCursor;
    }
  }

  async function* subscribe(
    document: Document,
    variables?: unknown,
    {
      after,
      signal,
      onDisconnect,
      idleMs = 60_000,
      retryMs = 1_000,
      headers,
      patch,
    }: SubscribeOptions & LiveOptions = {},
  ): AsyncGenerator<any, void> {
    const extensions = patch && { live: { patch: true } };
    const body = JSON.stringify({ ...getOperation(document), variables, extensions });
    let cursor = after;
    let latest: unknown;
    for (let attempt = 0; !signal?.aborted; attempt += 1) {
      const connection = new AbortController();
      const abort = () => connection.abort();
      signal?.addEventListener('abort', abort);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const keepWaiting = () => {
        clearTimeout(timer);
        timer = setTimeout(abort, idleMs);
      };
      let failure: unknown = null;
      keepWaiting();
      try {
        const response = await fetchResponse(`${url}/stream`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'text/event-stream',
            ...(cursor && { 'last-event-id': cursor }),
            ...baseHeaders,
            ...headers,
          },
          body,
          cache: 'no-store',
          signal: connection.signal,
        });
        if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
          await readResult(response, signal);
          throw createBadResponseError(response);
        }
        for await (const { id, event, data } of readEvents(response.body, keepWaiting)) {
          attempt = 0;
          cursor = id ?? cursor;
          if (event === 'complete') return;
          if (event !== 'next' || data === undefined) continue;
          const result = JSON.parse(data) as GraphQLResult;
          if (result.errors) throw createResponseError(result, response);
          clearTimeout(timer); // the time that the caller takes is not idle time
          latest = result.data ?? patch!(latest, result.extensions!.live.patch);
          yield latest;
          keepWaiting();
        }
      } catch (error) {
        failure = connection.signal.aborted ? null : error;
        // Reading fails with an error of the platform when the connection is lost.
        if (failure instanceof SyntaxError || (failure instanceof DatelineError && !isTransient(failure)))
          throw failure;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        abort();
      }
      if (signal?.aborted) return;
      onDisconnect?.(failure);
      const pause = Math.min(retryMs * 2 ** attempt, MAX_RETRY_MS) * (0.5 + Math.random() / 2);
      const asked = ((failure as DatelineError | null)?.retryAfter ?? 0) * 1_000;
      await wait(Math.max(pause, asked), signal);
    }
  }

  return {
    url,
    query: async (...rest: Parameters<typeof request>) => (await request(...rest)).data,
    request,
    mutate: async (document: Document, variables?: unknown, settings?: RequestOptions) =>
      (await request(document, variables, settings, true)).data,
    paginate,
    subscribe,
    live: subscribe, // resumes by the version of the last result, which is the ID of its event
    recordView: (slug) => {
      const address = resolveSibling(url, 'beacon');
      const { navigator } = globalThis;
      if (navigator?.sendBeacon) return navigator.sendBeacon(address, slug);
      void send(address, { method: 'POST', body: slug, keepalive: true }).catch(() => undefined);
      return true;
    },
  } as Client;
}

/** Returns the URL of another route of the gateway, e.g. /beacon beside /graphql. */
export function resolveSibling(url: string, path: string): string {
  return url.replace(/[^/]*$/, path);
}

/** Reads the result of a response. Throws DatelineError if it has errors, or is none. */
async function readResult(response: Response, signal?: AbortSignal): Promise<GraphQLResult> {
  const text = await response.text().catch((error) => {
    throw toNetworkError(error, signal, response.url);
  });
  let result: GraphQLResult | null = null;
  try {
    result = JSON.parse(text);
  } catch {}
  if (result?.errors) throw createResponseError(result, response);
  if (result?.data) return result;
  throw createBadResponseError(response);
}

/** Wraps an error of fetch, unless the caller aborted the request. */
function toNetworkError(error: unknown, signal: AbortSignal | null | undefined, url: string): unknown {
  if (signal?.aborted) return error;
  const message = `The gateway cannot be reached at ${url}, or its CORS_ORIGINS lacks this site.`;
  return new DatelineError(message, { code: 'NETWORK_ERROR', cause: error });
}

/** Reads the header of cache tags: `Cache-Tag` of Cloudflare, else `Surrogate-Key`. */
export function readTags(headers: Headers): string[] {
  const list = headers.get('surrogate-key') ?? headers.get('cache-tag') ?? '';
  return list.split(/[ ,]+/).filter(Boolean);
}

function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener('abort', finish);
  });
}
