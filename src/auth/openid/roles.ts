import { getOwn } from '../../shared/get-own.js';
import { isStorableText } from '../../shared/text/valid-unicode.js';
import type { Identity, IdentityLimits } from '../authenticator.js';
import { isScope } from '../scope.js';
import {
  type ClaimPath,
  type LimitValues,
  normalizeRights,
  type OpenIdOptions,
  type RoleLimits,
} from './openid-options.js';

type Rights = Pick<Identity, 'scopes' | 'limits'>;
type Claims = Record<string, unknown>;

/**
 * Returns the scopes that the roles in a token's claims give, without duplicates, and their limits. A limit that several
 * roles have allows the values of all of them; different limits hold together.
 */
export function mapRolesToRights(
  claims: Claims,
  { roles, rolesClaim = 'roles' }: Pick<OpenIdOptions, 'roles' | 'rolesClaim'>,
): Rights {
  const granted = readTexts(claims, rolesClaim).flatMap((role) => {
    const rights = getOwn(roles, role);
    return rights ? normalizeRights(rights) : [];
  });
  const scopes = [...new Set(granted.flatMap((rights) => rights.scopes))].filter(isScope).sort();
  const limits = granted.map((rights) => rights.limits ?? {}).map((each) => readLimits(each, claims));
  return { scopes, limits: limits.reduce(joinLimits, {}) };
}

function readLimits({ sections, kinds, languages, isOwnOnly }: RoleLimits, claims: Claims): IdentityLimits {
  return {
    ...(sections && { sections: readValues(sections, claims) }),
    ...(kinds && { kinds: readValues(kinds, claims) }),
    ...(languages && { languages: readValues(languages, claims) }),
    ...(isOwnOnly && { isOwnOnly }),
  };
}

/** Returns the values of a limit; none for a token without the claim. */
function readValues(values: LimitValues, claims: Claims): string[] {
  return Array.isArray(values) ? values : readTexts(claims, values.claim);
}

function joinLimits(one: IdentityLimits, other: IdentityLimits): IdentityLimits {
  const joined: IdentityLimits = { ...one, ...other };
  for (const name of ['sections', 'kinds', 'languages'] as const) {
    const values = [...(one[name] ?? []), ...(other[name] ?? [])];
    if (one[name] || other[name]) joined[name] = [...new Set(values)];
  }
  return joined;
}

/** Reads the texts of a claim: a list, or words in a text. */
function readTexts(claims: Claims, claim: ClaimPath): string[] {
  const path = typeof claim === 'string' ? [claim] : claim;
  const value = path.reduce(getProperty, claims as unknown);
  const texts = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return texts.filter((each) => typeof each === 'string' && isStorableText([each]));
}

function getProperty(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
