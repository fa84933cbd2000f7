import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AgentsByProtocol,
  createSsrfSafeAgents,
  isPrivateAddressError,
} from '../../shared/net/ssrf-safe-agents.js';
import { decodeText } from './decode-text.js';
import { decompress } from './decompress.js';
import { FetchError } from './fetch-error.js';

export interface FetcherOptions {
  /** True to allow requests to loopback, private and other addresses that are not public. */
  allowPrivate: boolean;
  /** Request timeout in milliseconds. */
  timeoutMs?: number;
  /** Maximum size of a response in bytes. */
  maxBytes?: number;
  /** Maximum delay before a retry, in seconds. */
  maxRetryDelaySeconds?: number;
}

export interface FetchResponse {
  /** URL after redirects. */
  url: string;
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A response as it arrived. */
export interface FetchedFile extends Omit<FetchResponse, 'text'> {
  bytes: Buffer;
}

/** Maximum size of a file in bytes, as a file of gzip also when it is decompressed. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;
const MAX_ATTEMPTS = 5;
const MAX_REDIRECTS = 5;

/**
 * HTTP client for servers of third parties. Blocks private addresses, limits time and size, and retries with
 * backoff.
 */
export class Fetcher {
  /** Number of requests so far. */
  requestCount = 0;
  /**
   * Hosts that have responded before. If one is unreachable later, it may be restarting, so the request is
   * retried.
   */
  private readonly answered = new Set<string>();
  private readonly agents: AgentsByProtocol;
  private readonly limits: Required<Omit<FetcherOptions, 'allowPrivate'>>;

  constructor({ allowPrivate, ...limits }: FetcherOptions) {
    this.agents = createSsrfSafeAgents(allowPrivate);
    this.limits = { timeoutMs: 60_000, maxBytes: MAX_FILE_BYTES, maxRetryDelaySeconds: 300, ...limits };
  }

  /**
   * Fetches a URL and returns the response with any status. If the server is busy, retries after
   * `Retry-After` or with exponential backoff. Decompresses files of gzip. Throws FetchError.
   */
  async get(url: string, headers: Record<string, string> = {}): Promise<FetchResponse> {
    const { bytes, ...response } = await this.getBytes(url, headers);
    const content = await decompress(bytes, url, this.limits.maxBytes);
    return { ...response, text: decodeText(content, response.headers['content-type']) };
  }

  /** Does the same as `get` for a binary response. */
  async getBytes(url: string, headers: Record<string, string> = {}): Promise<FetchedFile> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.fetchWithRedirects(url, headers).catch((error: Error) =>
        this.toFetchError(url, error),
      );
      const hasFailed = response instanceof FetchError;
      if (hasFailed && (response.isFinal || attempt === MAX_ATTEMPTS)) throw response;
      if (!hasFailed && !RETRYABLE_STATUSES.includes(response.status)) return response;
      if (attempt === MAX_ATTEMPTS) throw createBusyError(url, response as FetchedFile);
      const retryAfterSeconds = hasFailed ? null : parseRetryAfter(response.headers['retry-after']);
      await sleep(
        Math.min(retryAfterSeconds ?? 2 ** (attempt - 1), this.limits.maxRetryDelaySeconds) * 1_000,
      );
    }
  }

  /** Follows redirects. Drops the `Authorization` header if one leads to another origin. */
  private async fetchWithRedirects(address: string, headers: Record<string, string>): Promise<FetchedFile> {
    let url = new URL(address);
    let requestHeaders = headers;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const response = await this.request(url, requestHeaders);
      const { statusCode: status = 0, headers: responseHeaders } = response;
      this.answered.add(url.host);
      if (status < 300 || status >= 400 || !responseHeaders.location) {
        return {
          url: url.href,
          status,
          headers: responseHeaders,
          bytes: await this.readBytes(url, response),
        };
      }
      response.destroy();
      const next = new URL(responseHeaders.location, url);
      const isUpgrade = next.protocol === 'https:' && next.hostname === url.hostname;
      if (next.origin !== url.origin && !isUpgrade) requestHeaders = stripAuthorization(requestHeaders);
      url = next;
    }
    throw createFinalError(`${address} redirects more than ${MAX_REDIRECTS} times.`);
  }

  private request(url: URL, headers: Record<string, string>): Promise<IncomingMessage> {
    if (!this.agents[url.protocol]) throw createFinalError(`${url.href} is not an http or https URL.`);
    this.requestCount += 1;
    return new Promise((resolve, reject) => {
      const { get } = url.protocol === 'https:' ? https : http;
      const signal = AbortSignal.timeout(this.limits.timeoutMs);
      const options = {
        agent: this.agents[url.protocol],
        signal,
        headers: { 'user-agent': 'Dateline', ...headers },
      };
      get(url, options, resolve).on('error', reject);
    });
  }

  private async readBytes(url: URL, response: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > this.limits.maxBytes) {
        response.destroy();
        throw createFinalError(`The response of ${url.href} is larger than ${this.limits.maxBytes} bytes.`);
      }
    }
    return Buffer.concat(chunks);
  }

  private toFetchError(url: string, error: Error): FetchError {
    if (error instanceof FetchError) return error;
    if (isPrivateAddressError(error)) {
      return createFinalError(
        `${url} is a private address. Set IMPORT_ALLOW_PRIVATE=true to import from private addresses.`,
      );
    }
    if (error.name === 'AbortError') {
      return new FetchError(`${url} did not respond within ${this.limits.timeoutMs / 1_000} seconds.`, false);
    }
    const { code, message } = error as NodeJS.ErrnoException;
    const hasAnswered = URL.canParse(url) && this.answered.has(new URL(url).host);
    return !hasAnswered && ['ENOTFOUND', 'ECONNREFUSED'].includes(code ?? '')
      ? createFinalError(`${url} cannot be reached (${code}).`)
      : new FetchError(`${url} cannot be read (${message.slice(0, 200)}).`, false);
  }
}

const RETRYABLE_STATUSES = [429, 502, 503, 504];

function createFinalError(message: string): FetchError {
  return new FetchError(message, true);
}

function createBusyError(url: string, { status }: Pick<FetchResponse, 'status'>): FetchError {
  return createFinalError(
    `${url} is unavailable: it responded with status ${status} ${MAX_ATTEMPTS} times. Try again later.`,
  );
}

function stripAuthorization({
  authorization: _,
  ...headers
}: Record<string, string>): Record<string, string> {
  return headers;
}

/** Parses a `Retry-After` header, in seconds or as a date (RFC 9110). Returns seconds. */
function parseRetryAfter(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1_000;
  return seconds >= 0 ? seconds : null;
}
