import { getOwn } from '../../shared/get-own.js';
import { isScope, type Scope } from '../scope.js';
import type { OpenIdOptions } from './openid-options.js';

/** Returns the scopes that the roles in a token's claims give, without duplicates. */
export function mapRolesToScopes(
  claims: Record<string, unknown>,
  { roles, rolesClaim = 'roles' }: Pick<OpenIdOptions, 'roles' | 'rolesClaim'>,
): Scope[] {
  const path = typeof rolesClaim === 'string' ? [rolesClaim] : rolesClaim;
  const granted = readRoles(path.reduce(getProperty, claims as unknown));
  const scopes = granted.flatMap((role) => getOwn(roles, role) ?? []);
  return [...new Set(scopes)].filter(isScope).sort();
}

function getProperty(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function readRoles(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
