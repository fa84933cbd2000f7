import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlainError } from '../shared/plain-error.js';
import { type Agents, isRefusalOfPrivate, publicAgents } from '../shared/public-agents.js';
import { decodeText } from './decode-text.js';

export interface FetcherOptions {
  /** Whether loopback, private and other addresses that are not public may be fetched from. */
  allowPrivate: boolean;
  /** Milliseconds that an answer may take. */
  patience?: number;
  /** Longest answer, in bytes. */
  maxBytes?: number;
  /** Most seconds to wait before a request is made again. */
  maxWait?: number;
}

export interface Fetched {
  /** Where it was found, after redirects. */
  url: string;
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Nothing could be fetched; the message is for the person at the terminal. */
export class FetchError extends PlainError {
  override readonly name = 'FetchError';

  constructor(
    message: string,
    /** Whether asking again is of no use. */
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}

const MAX_TRIES = 5;
const MAX_REDIRECTS = 5;

/** Fetches from other people's servers: never from private addresses, never without end, and not in haste. */
export class Fetcher {
  /** Requests made so far. */
  requests = 0;
  /** Hosts that have answered: one that is out of reach later may be starting anew. */
  readonly #answered = new Set<string>();
  readonly #agents: Agents;
  readonly #limits: Required<Omit<FetcherOptions, 'allowPrivate'>>;

  constructor({ allowPrivate, ...limits }: FetcherOptions) {
    this.#agents = publicAgents(allowPrivate);
    this.#limits = { patience: 60_000, maxBytes: 50 * 1024 * 1024, maxWait: 300, ...limits };
  }

  /**
   * What is at an address, whatever its status. A server that is busy is asked again when it says (`Retry-After`),
   * or ever more seldom. Throws FetchError.
   */
  async get(address: string, headers: Record<string, string> = {}): Promise<Fetched> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#follow(address, headers).catch((error: Error) =>
        this.#inWords(address, error),
      );
      const hasFailed = answer instanceof FetchError;
      if (hasFailed && (answer.isFinal || tries === MAX_TRIES)) throw answer;
      if (!hasFailed && !BUSY.includes(answer.status)) return answer;
      if (tries === MAX_TRIES) throw isBusy(address, answer as Fetched);
      const asked = hasFailed ? null : secondsOf(answer.headers['retry-after']);
      await sleep(Math.min(asked ?? 2 ** (tries - 1), this.#limits.maxWait) * 1_000);
    }
  }

  /** A redirect that leaves the host takes no password along. */
  async #follow(address: string, headers: Record<string, string>): Promise<Fetched> {
    let url = new URL(address);
    let sent = headers;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const response = await this.#request(url, sent);
      const { statusCode: status = 0, headers: answered } = response;
      this.#answered.add(url.host);
      if (status < 300 || status >= 400 || !answered.location) {
        return { url: url.href, status, headers: answered, text: await this.#textOf(url, response) };
      }
      response.destroy();
      const next = new URL(answered.location, url);
      const isUpgrade = next.protocol === 'https:' && next.hostname === url.hostname;
      if (next.origin !== url.origin && !isUpgrade) sent = withoutPassword(sent);
      url = next;
    }
    throw final(`${address} leads on more than ${MAX_REDIRECTS} times.`);
  }

  #request(url: URL, headers: Record<string, string>): Promise<IncomingMessage> {
    if (!this.#agents[url.protocol]) throw final(`${url.href} begins with neither http nor https.`);
    this.requests += 1;
    return new Promise((resolve, reject) => {
      const { get } = url.protocol === 'https:' ? https : http;
      const signal = AbortSignal.timeout(this.#limits.patience);
      const options = {
        agent: this.#agents[url.protocol],
        signal,
        headers: { 'user-agent': 'Dateline', ...headers },
      };
      get(url, options, resolve).on('error', reject);
    });
  }

  async #textOf(url: URL, response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > this.#limits.maxBytes) {
        response.destroy();
        throw final(`${url.href} answers with more than ${this.#limits.maxBytes} bytes.`);
      }
    }
    return decodeText(Buffer.concat(chunks), response.headers['content-type']);
  }

  #inWords(address: string, error: Error): FetchError {
    if (error instanceof FetchError) return error;
    if (isRefusalOfPrivate(error)) {
      return final(
        `${address} is a private address. IMPORT_ALLOW_PRIVATE=true lets imports fetch from there.`,
      );
    }
    if (error.name === 'AbortError') {
      return new FetchError(
        `${address} did not answer within ${this.#limits.patience / 1_000} seconds.`,
        false,
      );
    }
    const { code, message } = error as NodeJS.ErrnoException;
    const hasAnswered = URL.canParse(address) && this.#answered.has(new URL(address).host);
    return !hasAnswered && ['ENOTFOUND', 'ECONNREFUSED'].includes(code ?? '')
      ? final(`${address} cannot be reached (${code}).`)
      : new FetchError(`${address} cannot be read (${message.slice(0, 200)}).`, false);
  }
}

const BUSY = [429, 502, 503, 504];

function final(message: string): FetchError {
  return new FetchError(message, true);
}

function isBusy(address: string, { status }: Fetched): FetchError {
  return final(`${address} is busy: it answered ${status}, ${MAX_TRIES} times in a row.`);
}

function withoutPassword({ authorization: _, ...headers }: Record<string, string>): Record<string, string> {
  return headers;
}

/** As seconds or as a date, by RFC 9110. */
function secondsOf(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1_000;
  return seconds >= 0 ? seconds : null;
}
