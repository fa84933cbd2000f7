import type { JWTPayload, JWTVerifyOptions } from 'jose';
import type { Authenticator, CredentialRefusal, Identity } from '../authenticator.js';
import { checkOpenIdOptions, type OpenIdOptions, type TokenAlgorithm } from './openid-options.js';
import { ProviderKeys } from './provider-keys.js';
import { mapRolesToRights } from './roles.js';

const DEFAULT_ALGORITHMS: TokenAlgorithm[] = ['RS256', 'PS256', 'ES256'];
const DEFAULT_CLOCK_TOLERANCE_SECONDS = 30;
/** A JWS in compact form; its parts are not empty, so an unsigned token does not match. */
const JWT = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
/** Codes of jose's errors about the fetch of keys; any other code is about the token. */
const FETCH_ERRORS = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

/** Creates an authenticator for the JWT access tokens of an OpenID Connect provider (RFC 9068). */
export function createOpenIdAuthenticator(options: OpenIdOptions): Authenticator {
  checkOpenIdOptions(options);
  const keys = new ProviderKeys(options);
  const verifyOptions: JWTVerifyOptions = {
    issuer: options.issuer,
    audience: options.audience,
    algorithms: options.algorithms ?? DEFAULT_ALGORITHMS,
    clockTolerance: options.clockToleranceSeconds ?? DEFAULT_CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['sub', 'exp'],
    ...(options.tokenType && { typ: options.tokenType }),
  };
  return {
    name: options.issuer,
    authenticate: async ({ authorization = '' }) => {
      const [, token] = JWT.exec(authorization) ?? [];
      // Loaded on demand: most gateways have no tokens to verify.
      const { jwtVerify, decodeJwt } = await import('jose');
      if (token === undefined || readIssuer(token, decodeJwt) !== options.issuer) return null;
      try {
        const { payload } = await jwtVerify(token, await keys.load(), verifyOptions);
        return createIdentity(payload, options);
      } catch (error) {
        return createRefusal(error);
      }
    },
  };
}

/**
 * Reads the issuer before the token is verified, so that another provider's token passes to its
 * authenticator.
 */
function readIssuer(token: string, decode: (token: string) => JWTPayload): string | undefined {
  try {
    return decode(token).iss;
  } catch {
    return undefined;
  }
}

function createIdentity(claims: JWTPayload, options: OpenIdOptions): Identity | CredentialRefusal {
  const { sub: subject } = claims;
  if (typeof subject !== 'string' || subject === '') return { refusal: 'INVALID', reason: 'no subject' };
  return { issuer: options.issuer, subject, ...mapRolesToRights(claims, options) };
}

function createRefusal(error: unknown): CredentialRefusal {
  const { code, message } = error as Error & { code?: string };
  const isAboutToken = code?.startsWith('ERR_J') && !FETCH_ERRORS.includes(code);
  return { refusal: isAboutToken ? 'INVALID' : 'UNAVAILABLE', reason: message };
}
