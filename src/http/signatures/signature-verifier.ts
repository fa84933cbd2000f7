import { constants, type KeyObject, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  isSignatureError,
  SignatureErrorCode,
  type VerifiedSignature,
  verifySignature,
} from 'http-message-sig';
import type { LRUCache } from 'lru-cache';
import { isInnerList, parseDictionary, parseItem } from 'structured-headers';
import type { SignatureOutcome } from '../../observability/telemetry.js';
import { createSparseLru } from '../../shared/sparse-lru.js';
import type { KeyDirectories } from './key-directories.js';

/** Value of the parameter `tag` of signatures of Web Bot Auth. */
const TAG = 'web-bot-auth';
const HEADERS = ['signature-agent', 'signature-input', 'signature'] as const;
/** Maximum characters of the three headers together. */
const MAX_HEADER_LENGTH = 4_096;
/** Seconds that clocks may differ. */
const CLOCK_SKEW_SECONDS = 10;
/** Maximum lifetime of a signature, and maximum age of one without a nonce, in seconds. */
const MAX_LIFETIME_SECONDS = 86_400;
const MAX_AGE_SECONDS = 300;
/** Maximum number of nonces in memory. */
const MAX_NONCES = 100_000;
const MAX_NONCE_LENGTH = 256;

export interface SignatureVerifierOptions {
  directories: Pick<KeyDirectories, 'has' | 'find'>;
  /** Origins of the site and the gateway: a signature for another host is not valid here. */
  origins: ReadonlySet<string>;
  /** Source of the current time in milliseconds. */
  now(): number;
}

export interface SignatureResult {
  /** Origin that `Signature-Agent` names, if its signatures are checked. */
  agent: string | null;
  outcome: SignatureOutcome;
}

/** The signature of a request that is made for Web Bot Auth. */
interface Claim {
  label: string;
  agent: string;
  /** Key of the agent in the dictionary `Signature-Agent`; null if the header is a single item, as in older drafts. */
  agentKey: string | null;
  keyId: string;
}

/**
 * Verifies signatures of crawlers: draft-meunier-web-bot-auth-architecture, HTTP Message Signatures (RFC 9421). A signature
 * with a nonce counts once in each process, one without for MAX_AGE_SECONDS.
 */
export class SignatureVerifier {
  private readonly nonces: LRUCache<string, true>;

  constructor(private readonly options: SignatureVerifierOptions) {
    this.nonces = createSparseLru(MAX_NONCES, { perf: { now: options.now }, ttlResolution: 0 });
  }

  /** Verifies the signature of a request that has the header `signature-input`. Never throws. */
  async verify(request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>): Promise<SignatureResult> {
    const length = HEADERS.reduce((sum, name) => sum + (request.headers[name]?.length ?? 0), 0);
    const claim = length <= MAX_HEADER_LENGTH ? readClaim(request.headers) : null;
    if (!claim) return { agent: null, outcome: 'malformed' };
    const { agent } = claim;
    if (!this.options.directories.has(agent)) return { agent: null, outcome: 'unlisted' };
    const key = this.options.directories.find(agent, claim.keyId);
    if (!key) return { agent, outcome: 'no_key' };
    return { agent, outcome: await this.verifyClaim(request, claim, key) };
  }

  private async verifyClaim(
    request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
    claim: Claim,
    key: KeyObject,
  ): Promise<SignatureOutcome> {
    let outcome: SignatureOutcome = 'invalid';
    // A front end may forward requests under its own host, so each address of the site counts.
    for (const origin of this.options.origins) {
      outcome = await this.verifyFor(origin, request, claim, key);
      if (outcome !== 'invalid') break;
    }
    return outcome;
  }

  private async verifyFor(
    origin: string,
    { headers, method = 'GET', url = '/' }: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
    claim: Claim,
    key: KeyObject,
  ): Promise<SignatureOutcome> {
    const fields = Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? { name, value } : [],
    );
    const targetUri = origin + (url.startsWith('/') ? url : '/');
    const isEd25519 = key.asymmetricKeyType === 'ed25519';
    let refusal: SignatureOutcome | null = null;
    try {
      await verifySignature(
        { kind: 'request', method, targetUri, requestTarget: url, fields },
        {
          label: claim.label,
          policy: {
            algorithms: [isEd25519 ? 'ed25519' : 'rsa-pss-sha512'],
            requiredComponents: [],
            requiredParameters: ['created', 'expires', 'keyid', 'tag'],
            clockSkew: CLOCK_SKEW_SECONDS,
            now: Math.floor(this.options.now() / 1_000),
            validate: (signature) => {
              refusal = this.checkPolicy(signature, claim);
              return refusal === null;
            },
          },
          resolveVerifier: () => ({
            algorithm: isEd25519 ? 'ed25519' : 'rsa-pss-sha512',
            verify: (data, signature) => verifyBytes(key, data, signature),
          }),
        },
      );
      return 'verified';
    } catch (error) {
      if (refusal) return refusal;
      if (!isSignatureError(error)) return 'malformed';
      if (error.code !== SignatureErrorCode.PolicyViolation) return 'invalid';
      return /expired|future/.test(error.message) ? 'expired' : 'malformed';
    }
  }

  /** Returns the reason for which an authentic signature does not count; null if it counts. */
  private checkPolicy({ components, parameters }: VerifiedSignature, claim: Claim): SignatureOutcome | null {
    const { created = 0, expires = 0, nonce } = parameters;
    const isBound = components.some(({ name }) => name === '@authority' || name === '@target-uri');
    const isAgentBound = components.some(
      ({ name, parameters: { key } }) =>
        name === 'signature-agent' && (key === undefined || key === claim.agentKey),
    );
    const lifetime = expires - created;
    if (!isBound || !isAgentBound || lifetime <= 0 || lifetime > MAX_LIFETIME_SECONDS) return 'malformed';
    const now = this.options.now();
    if (nonce === undefined) {
      const age = now / 1_000 - created;
      return age > MAX_AGE_SECONDS + CLOCK_SKEW_SECONDS ? 'expired' : null;
    }
    if (nonce.length > MAX_NONCE_LENGTH) return 'malformed';
    const name = `${claim.keyId} ${nonce}`;
    if (this.nonces.has(name)) return 'replayed';
    this.nonces.set(name, true, { ttl: (expires + CLOCK_SKEW_SECONDS) * 1_000 - now + 1 });
    return null;
  }
}

function verifyBytes(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  if (key.asymmetricKeyType === 'ed25519') return verify(null, data, key, signature);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('sha512', data, { key, padding, saltLength: 64 }, signature);
}

/** Returns the first signature with the tag of Web Bot Auth. Null without one, or if a header cannot be parsed. */
function readClaim(headers: IncomingMessage['headers']): Claim | null {
  try {
    for (const [label, input] of parseDictionary(String(headers['signature-input']))) {
      if (!isInnerList(input) || input[1].get('tag') !== TAG) continue;
      const keyId = input[1].get('keyid');
      const agent = readAgent(String(headers['signature-agent'] ?? ''), label, input[0]);
      return agent && typeof keyId === 'string' ? { label, keyId, ...agent } : null;
    }
  } catch {}
  return null;
}

/** Reads `Signature-Agent`: `"https://a.example"`, or in newer drafts `sig1="https://a.example"`. */
function readAgent(
  header: string,
  label: string,
  components: ReadonlyArray<readonly [unknown, ReadonlyMap<string, unknown>]>,
): Pick<Claim, 'agent' | 'agentKey'> | null {
  if (header.startsWith('"')) return toAgent(parseItem(header)[0], null);
  const signed = components.find(([name]) => name === 'signature-agent')?.[1].get('key');
  const agentKey = typeof signed === 'string' ? signed : label;
  const member = parseDictionary(header).get(agentKey);
  return member && !isInnerList(member) ? toAgent(member[0], agentKey) : null;
}

function toAgent(value: unknown, agentKey: string | null): Pick<Claim, 'agent' | 'agentKey'> | null {
  return typeof value === 'string' ? { agent: new URL(value).origin, agentKey } : null;
}
