import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';
import { isScope, SCOPES, type Scope } from '../scope.js';

/** Algorithms of signatures with a public key. */
const ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA'] as const),
];
export type TokenAlgorithm = (typeof ALGORITHMS)[number];

/** Name of a claim; a list of names leads into nested claims. */
export type ClaimPath = string | string[];

/** Values of a limit: the same for everybody with the role, or those of a claim of the token. */
export type LimitValues = string[] | { claim: ClaimPath };

/** Limits of the articles that people with a role may write, and whose drafts they may read. */
export interface RoleLimits {
  /** Slugs of sections. Each section of an article is one of them or below one. */
  sections?: LimitValues;
  /** Kinds of articles, as in the graph: `OPINION`. */
  kinds?: LimitValues;
  /** BCP 47 tags of languages. */
  languages?: LimitValues;
  /** True for articles that the person created, or that have the person's author in the byline. */
  isOwnOnly?: boolean;
}

/** What a role permits. */
export interface RoleRights {
  scopes: Scope[];
  limits?: RoleLimits;
}

/** Returns the rights of a role, which may be a list of scopes. */
export function normalizeRights(rights: RoleRights | RoleRights['scopes']): RoleRights {
  return Array.isArray(rights) ? { scopes: rights } : rights;
}

/** Settings of an OpenID Connect provider that issues JWT access tokens. */
export interface OpenIdOptions {
  /** URL of the provider, exactly as in the claim `iss`. */
  issuer: string;
  /** Value that the claim `aud` must contain: this gateway's name at the provider. */
  audience: string;
  /** Scopes by role, with limits if it has any; roles that are not listed give none. */
  roles: Record<string, Scope[] | RoleRights>;
  /** Claim with the roles, a list or words in a text. Defaults to `roles`. */
  rolesClaim?: ClaimPath;
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
export function checkOpenIdOptions({
  issuer,
  audience,
  jwksUrl,
  algorithms = [],
  roles,
}: OpenIdOptions): void {
  assertSecureUrl('issuer', issuer);
  if (jwksUrl !== undefined) assertSecureUrl('jwksUrl', jwksUrl);
  if (!audience) throw new Error('OpenID Connect: give the audience of the tokens.');
  const unknown = algorithms.find((each) => !ALGORITHMS.includes(each));
  if (unknown !== undefined)
    throw new Error(`OpenID Connect: algorithms takes ${ALGORITHMS.join(', ')}, not ${unknown}.`);
  for (const [role, rights] of Object.entries(roles)) checkRights(role, normalizeRights(rights));
}

const LIMIT_NAMES: readonly string[] = [
  'sections',
  'kinds',
  'languages',
  'isOwnOnly',
] satisfies (keyof RoleLimits)[];

/** Throws an Error that names a scope or limit of a role that is none. */
function checkRights(role: string, { scopes, limits = {} }: RoleRights): void {
  const fail = (message: string) => {
    throw new Error(`OpenID Connect: the role ${role} ${message}`);
  };
  const scope = scopes.find((each) => !isScope(each));
  if (scope !== undefined)
    fail(`has the unknown scope ${scope}. Scopes are ${Object.keys(SCOPES).join(', ')}.`);
  for (const [name, values] of Object.entries(limits)) {
    if (!LIMIT_NAMES.includes(name))
      fail(`has the unknown limit ${name}. Limits are ${LIMIT_NAMES.join(', ')}.`);
    if (Array.isArray(values) && values.length === 0)
      fail(`has no ${name}, so it could write no article. Give some, or leave ${name} out.`);
  }
  const { languages } = limits;
  const tag = Array.isArray(languages) && languages.find((each) => !canonicalizeLanguageTag(each));
  if (tag) fail(`has the language ${tag}, which is no BCP 47 tag, such as pt-BR.`);
}

/** Throws an Error unless a URL has https, or http on this machine. */
export function assertSecureUrl(name: string, url: string): void {
  const { protocol, hostname } = new URL(url);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal))
    throw new Error(`OpenID Connect: ${name} begins with https, not ${url}.`);
}
