import { generateKeyPairSync } from 'node:crypto';
import { signatureHeaders } from 'web-bot-auth';
import { signerFromJWK } from 'web-bot-auth/crypto';

/** A key of a crawler, as its operator has it and as it is published. */
export interface CrawlerKey {
  secret: JsonWebKey;
  published: JsonWebKey;
}

export function createCrawlerKey(type: 'ed25519' | 'rsa' = 'ed25519'): CrawlerKey {
  const { privateKey, publicKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2_048 }) : generateKeyPairSync('ed25519');
  const alg = type === 'rsa' ? { alg: 'PS512' } : {};
  return {
    secret: { ...(privateKey.export({ format: 'jwk' }) as JsonWebKey), ...alg },
    published: { ...(publicKey.export({ format: 'jwk' }) as JsonWebKey), ...alg },
  };
}

export interface SignOptions {
  /** Value of `Signature-Agent`; null for a request without. */
  agent?: string | null;
  /** Milliseconds since 1970. */
  created?: number;
  lifetimeSeconds?: number;
  nonce?: string;
  components?: string[];
  label?: string;
}

/** Signs a request for a URL, as a crawler does with Cloudflare's library, and returns the headers. */
export async function signRequest(
  { secret }: CrawlerKey,
  url: string,
  { agent = '"https://bot.example"', created = Date.now(), ...options }: SignOptions = {},
): Promise<Record<string, string>> {
  const { lifetimeSeconds = 60, nonce, components, label } = options;
  const own: Record<string, string> = agent === null ? {} : { 'signature-agent': agent };
  const signed = await signatureHeaders({ method: 'GET', url, headers: own }, await signerFromJWK(secret), {
    created: new Date(created),
    expires: new Date(created + lifetimeSeconds * 1_000),
    ...(nonce && { nonce }),
    ...(components && { components }),
    ...(label && { key: label }),
  });
  return { ...own, signature: signed.Signature, 'signature-input': signed['Signature-Input'] };
}
