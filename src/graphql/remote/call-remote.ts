import { fillUrl, type RemoteSettings } from './remote-settings.js';

/** Longest time that a source can ask not to be called. */
const MAX_RETRY_AFTER_MS = 300_000;

/** Thrown if a source did not respond as expected. The message has neither its URL nor its headers. */
export class RemoteError extends Error {
  override name = 'RemoteError';
  constructor(
    message: string,
    /** Milliseconds for which the source asks not to be called. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

/** Request to a source, as `fetch` takes it. */
export interface RemoteRequest {
  url: string;
  body: string | undefined;
  headers: Record<string, string>;
}

/**
 * Sends a request to a source, and returns the JSON of its response; null if it has no object of a single key. Throws
 * RemoteError. Redirects are not followed: they would take headers to another server.
 */
export async function callRemote(
  { url, body, headers }: RemoteRequest,
  settings: RemoteSettings,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const method = body === undefined ? 'GET' : 'POST';
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal } as RequestInit);
    return await readAnswer(response, settings);
  } catch (error) {
    throw error instanceof RemoteError ? error : describeFailure(error as Error, signal);
  }
}

/** Builds the request for some keys. `clientHeaders` are those that are passed on. */
export function buildRemoteRequest(
  { url, body, query, variables, headers }: RemoteSettings,
  keys: string[],
  args: Record<string, unknown>,
  clientHeaders: Record<string, string>,
): RemoteRequest {
  const given = args as never;
  const payload = query === undefined ? body?.(keys, given) : { query, variables: variables?.(keys, given) };
  const json = payload === undefined ? undefined : JSON.stringify(payload);
  return {
    url: typeof url === 'string' ? fillUrl(url, keys, args) : url(keys, given),
    body: json,
    headers: {
      accept: 'application/json',
      'user-agent': 'Dateline',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...clientHeaders,
      ...headers,
    },
  };
}

async function readAnswer(response: Response, settings: RemoteSettings): Promise<unknown> {
  const { status, headers } = response;
  if (!response.ok) {
    await response.body?.cancel();
    if (status === 404 && settings.isSingle) return null;
    throw new RemoteError(describeStatus(status), parseRetryAfter(status, headers.get('retry-after')));
  }
  const text = await readText(response, settings.maxBytes);
  if (text === '') return null;
  const answer = parseJson(text);
  return settings.query === undefined ? answer : readData(answer);
}

/** Returns the data of a GraphQL response, which may have errors beside it. */
function readData(answer: unknown): unknown {
  const { data } = Object(answer) as { data?: unknown };
  if (data === null || data === undefined)
    throw new RemoteError('its source returned errors in place of data');
  return data;
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new RemoteError(`its source returned more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RemoteError('its source returned no JSON');
  }
}

function describeStatus(status: number): string {
  const isRedirect = status >= 300 && status < 400;
  return `its source responded with status ${status}${isRedirect ? ', and redirects are not followed' : ''}`;
}

/** Describes an error of fetch by its code, since its message can have the URL or a header. */
function describeFailure(error: Error, signal: AbortSignal): RemoteError {
  if (signal.aborted) return new RemoteError('its source did not respond in time');
  const { code } = Object(error.cause) as NodeJS.ErrnoException;
  return new RemoteError(`its source cannot be reached${code ? ` (${code})` : ''}`);
}

/** Parses a `Retry-After` header of 429 and 503, in seconds or as a date (RFC 9110). Returns milliseconds. */
function parseRetryAfter(status: number, value: string | null): number | null {
  if (value === null || (status !== 429 && status !== 503)) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null;
}
