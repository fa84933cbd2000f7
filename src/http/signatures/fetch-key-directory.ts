import { createPublicKey, type KeyObject } from 'node:crypto';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { AgentsByProtocol } from '../../shared/net/ssrf-safe-agents.js';

/** Path of the keys of an agent (draft-meunier-http-message-signatures-directory). */
export const KEY_DIRECTORY_PATH = '/.well-known/http-message-signatures-directory';

const MEDIA_TYPE = 'application/http-message-signatures-directory+json';
const MAX_BYTES = 65_536;
const MAX_KEYS = 50;
const MIN_RSA_BITS = 2_048;
/** Milliseconds from the request to the end of the response. */
const TIMEOUT_MS = 5_000;

/** A key of an agent, with the times in milliseconds between which it is valid. */
export interface AgentKey {
  key: KeyObject;
  notBefore: number;
  notAfter: number;
}

export interface KeyDirectory {
  /** Keys by their JWK thumbprint (RFC 7638), which is the `keyid` of signatures. */
  keys: ReadonlyMap<string, AgentKey>;
  /** Seconds of `Cache-Control: max-age`; null without it. */
  maxAgeSeconds: number | null;
}

/**
 * Fetches the keys of an agent. Throws if the server is slow, redirects, or sends more than the maximum; `agents` refuse
 * private addresses.
 */
export async function fetchKeyDirectory(
  origin: string,
  agents: AgentsByProtocol,
  { signal, timeoutMs = TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<KeyDirectory> {
  const url = new URL(KEY_DIRECTORY_PATH, origin);
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await request(url, agents, signal ? AbortSignal.any([signal, timeout]) : timeout);
  try {
    if (response.statusCode !== 200) throw new Error(`${url} responded with status ${response.statusCode}.`);
    const keys = await readKeys(JSON.parse(await readText(response)));
    return { keys, maxAgeSeconds: readMaxAge(response.headers['cache-control']) };
  } finally {
    response.destroy();
  }
}

function request(url: URL, agents: AgentsByProtocol, signal: AbortSignal): Promise<IncomingMessage> {
  const { get } = url.protocol === 'https:' ? https : http;
  const headers = { accept: MEDIA_TYPE, 'accept-encoding': 'identity', 'user-agent': 'Dateline' };
  return new Promise((resolve, reject) => {
    get(url, { agent: agents[url.protocol], signal, headers }, resolve).on('error', reject);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`The directory of keys is larger than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Returns the keys that signatures may have: Ed25519, and RSA for rsa-pss-sha512. Leaves out others. */
async function readKeys(directory: unknown): Promise<Map<string, AgentKey>> {
  const { keys } = (directory ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('The directory has no list of keys.');
  const found = new Map<string, AgentKey>();
  for (const jwk of keys.slice(0, MAX_KEYS)) {
    const key = readKey(jwk);
    if (!key) continue;
    const { nbf, exp } = jwk as { nbf?: unknown; exp?: unknown };
    found.set(await calculateJwkThumbprint(jwk), {
      key,
      notBefore: typeof nbf === 'number' ? nbf * 1_000 : Number.NEGATIVE_INFINITY,
      notAfter: typeof exp === 'number' ? exp * 1_000 : Number.POSITIVE_INFINITY,
    });
  }
  return found;
}

function readKey(jwk: unknown): KeyObject | null {
  try {
    const { kty, crv, x, n, e } = jwk as JWK;
    const isEd25519 = kty === 'OKP' && crv === 'Ed25519';
    if (!isEd25519 && kty !== 'RSA') return null;
    const key = createPublicKey({ key: isEd25519 ? { kty, crv, x } : { kty, n, e }, format: 'jwk' } as never);
    const { modulusLength = MIN_RSA_BITS } = key.asymmetricKeyDetails ?? {};
    return modulusLength >= MIN_RSA_BITS ? key : null;
  } catch {
    return null;
  }
}

function readMaxAge(cacheControl: string | undefined): number | null {
  const [, seconds] = /(?:^|[\s,])max-age=(\d{1,9})\b/i.exec(cacheControl ?? '') ?? [];
  return seconds === undefined ? null : Number(seconds);
}
