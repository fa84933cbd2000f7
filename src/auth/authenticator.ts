import type { IncomingHttpHeaders } from 'node:http';
import type { Scope } from './scope.js';

/** Person or program that an authenticator recognizes. */
export interface Identity {
  /** Name or URL of the system that vouches for the subject. */
  issuer: string;
  /** Permanent ID of the person or program at the issuer. */
  subject: string;
  /** Scopes of this request; an empty list is refused. */
  scopes: readonly Scope[];
}

/** Result for credentials that belong to an authenticator and are not accepted. */
export interface CredentialRefusal {
  /** INVALID is answered with 401; UNAVAILABLE, if the credentials cannot be checked now, with 503. */
  refusal: 'INVALID' | 'UNAVAILABLE';
  /** Cause for the log; the client does not get it. */
  reason: string;
}

/** Recognizes credentials other than API keys in the `Authorization` header. */
export interface Authenticator {
  /** Name in the log. */
  readonly name: string;
  /**
   * Returns the identity or a refusal; null leaves the credentials to the next authenticator. Runs once per
   * request and per event of a subscription. An error counts as UNAVAILABLE.
   */
  authenticate(headers: IncomingHttpHeaders): Promise<Identity | CredentialRefusal | null>;
}
