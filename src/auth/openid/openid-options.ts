import type { Scope } from '../scope.js';

/** Algorithms of signatures with a public key. */
const ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA'] as const),
];
export type TokenAlgorithm = (typeof ALGORITHMS)[number];

/** Settings of an OpenID Connect provider that issues JWT access tokens. */
export interface OpenIdOptions {
  /** URL of the provider, exactly as in the claim `iss`. */
  issuer: string;
  /** Value that the claim `aud` must contain: this gateway's name at the provider. */
  audience: string;
  /** Scopes by role; roles that are not listed give none. */
  roles: Record<string, Scope[]>;
  /** Claim with the roles, a list or words in a text; a list of names leads into nested claims. Defaults to `roles`. */
  rolesClaim?: string | string[];
  /** URL of the provider's public keys. Defaults to the one in its discovery document. */
  jwksUrl?: string;
  /** Accepted signature algorithms. Defaults to RS256, PS256 and ES256. */
  algorithms?: TokenAlgorithm[];
  /** Value that the token's header `typ` must have, such as `at+jwt`. Defaults to any. */
  tokenType?: string;
  /** Tolerance for clocks that differ, in seconds. Defaults to 30. */
  clockToleranceSeconds?: number;
  /** Seconds for which public keys are cached, and tokens of a withdrawn key still accepted. Defaults to 600. */
  keysMaxAgeSeconds?: number;
  /** Minimum time between two fetches of keys because of an unknown `kid`, in seconds. Defaults to 30. */
  keysCooldownSeconds?: number;
}

/** Throws an Error that names the first invalid option. */
export function checkOpenIdOptions({ issuer, audience, jwksUrl, algorithms = [] }: OpenIdOptions): void {
  assertSecureUrl('issuer', issuer);
  if (jwksUrl !== undefined) assertSecureUrl('jwksUrl', jwksUrl);
  if (!audience) throw new Error('OpenID Connect: give the audience of the tokens.');
  const unknown = algorithms.find((each) => !ALGORITHMS.includes(each));
  if (unknown !== undefined)
    throw new Error(`OpenID Connect: algorithms takes ${ALGORITHMS.join(', ')}, not ${unknown}.`);
}

/** Throws an Error unless a URL has https, or http on this machine. */
export function assertSecureUrl(name: string, url: string): void {
  const { protocol, hostname } = new URL(url);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal))
    throw new Error(`OpenID Connect: ${name} begins with https, not ${url}.`);
}
