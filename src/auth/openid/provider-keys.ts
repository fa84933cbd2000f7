import type { JWTVerifyGetKey } from 'jose';
import { assertSecureUrl, type OpenIdOptions } from './openid-options.js';

/** Milliseconds that the provider has to respond; less than READ_SECONDS. */
const TIMEOUT_MS = 2_000;
/** Maximum length of a discovery document, in characters. */
const MAX_DOCUMENT_LENGTH = 200_000;

/** Thrown if the provider's keys cannot be fetched. */
class ProviderUnavailableError extends Error {
  override name = 'ProviderUnavailable';
}

/** Public keys of a provider, fetched at the first token and again at intervals. */
export class ProviderKeys {
  private keysPromise: Promise<JWTVerifyGetKey> | null = null;

  constructor(private readonly options: OpenIdOptions) {}

  /** Returns jose's cached key set. Throws ProviderUnavailableError; the next call tries again. */
  async load(): Promise<JWTVerifyGetKey> {
    this.keysPromise ??= this.createKeySet();
    try {
      return await this.keysPromise;
    } catch (cause) {
      this.keysPromise = null;
      throw new ProviderUnavailableError(`${this.options.issuer} does not say where its keys are`, { cause });
    }
  }

  private async createKeySet(): Promise<JWTVerifyGetKey> {
    const { jwksUrl, keysMaxAgeSeconds = 600, keysCooldownSeconds = 30 } = this.options;
    const url = jwksUrl ?? (await this.discoverUrl());
    const { createRemoteJWKSet } = await import('jose');
    return createRemoteJWKSet(new URL(url), {
      timeoutDuration: TIMEOUT_MS,
      cacheMaxAge: keysMaxAgeSeconds * 1_000,
      cooldownDuration: keysCooldownSeconds * 1_000,
    });
  }

  /** Reads the discovery document: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
  private async discoverUrl(): Promise<string> {
    const { issuer } = this.options;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok || text.length > MAX_DOCUMENT_LENGTH)
      throw new Error(`${url} was answered with ${response.status}.`);
    const { issuer: statedIssuer, jwks_uri: jwksUri } = JSON.parse(text);
    if (statedIssuer !== issuer) throw new Error(`${url} is that of ${statedIssuer}.`);
    assertSecureUrl('jwks_uri', jwksUri);
    return jwksUri;
  }
}
