import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import {
  type AgentsByProtocol,
  createSsrfSafeAgents,
  isPrivateAddressError,
} from '../../shared/net/ssrf-safe-agents.js';
import { PRIVATE_ADDRESS_MESSAGE } from './webhook-target.js';

/** Milliseconds that a receiver has to respond. */
const DEFAULT_TIMEOUT_MS = 15_000;
/** Bytes of a response body that are read before the connection is closed. */
const MAX_BODY_BYTES = 1_024;

export interface SenderOptions {
  /** If true, webhooks may be sent to loopback, private and other non-public addresses. */
  allowPrivate: boolean;
  timeoutMs?: number;
}

/** A receiver's response, or the error if there was none. */
export interface DeliveryResult {
  at: Date;
  milliseconds: number;
  status: number | null;
  body: string | null;
  /** Null for a status from 200 to 299. */
  error: string | null;
  /** Seconds to wait before the next attempt, from the Retry-After header. */
  retryAfter: number | null;
}

/**
 * Sends webhooks over agents that check a name's addresses before they connect. Redirects are not followed: a
 * receiver that moves must be registered again.
 */
export class WebhookSender {
  private readonly agents: AgentsByProtocol;
  private readonly timeoutMs: number;

  constructor({ allowPrivate, timeoutMs = DEFAULT_TIMEOUT_MS }: SenderOptions) {
    this.timeoutMs = timeoutMs;
    this.agents = createSsrfSafeAgents(allowPrivate);
  }

  async send(url: string, headers: Record<string, string>, body: string): Promise<DeliveryResult> {
    const at = new Date();
    const answer = await this.post(new URL(url), headers, body).catch((error: Error) => ({
      status: null,
      body: null,
      retryAfter: null,
      error: this.describeError(error),
    }));
    return { at, milliseconds: Date.now() - at.getTime(), ...answer };
  }

  private async post(url: URL, headers: Record<string, string>, body: string) {
    const { request } = url.protocol === 'https:' ? https : http;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        agent: this.agents[url.protocol],
        signal: AbortSignal.timeout(this.timeoutMs),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Dateline-Webhooks',
          ...headers,
        },
      });
      sent.on('response', resolve).on('error', reject).end(body);
    });
    const status = response.statusCode ?? 0;
    return {
      status,
      body: await readBodyStart(response),
      error: describeStatus(status),
      retryAfter: parseRetryAfter(response.headers['retry-after']),
    };
  }

  private describeError(error: Error): string {
    if (error.name === 'AbortError') return `No response within ${this.timeoutMs / 1_000} seconds.`;
    if (isPrivateAddressError(error)) return PRIVATE_ADDRESS_MESSAGE;
    const { code, message } = error as NodeJS.ErrnoException;
    return `${code ? `${code}: ` : ''}${message}`.slice(0, 300);
  }
}

/** Reads the start of a body. Ignores errors after the headers, and returns the part received before. */
async function readBodyStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_BODY_BYTES) break;
    }
  } catch {}
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString().replaceAll('\0', '');
}

function describeStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400
    ? `Response status ${status}: redirects are not followed.`
    : `Response status ${status}.`;
}

function parseRetryAfter(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1_000;
  return seconds > 0 ? seconds : null;
}
