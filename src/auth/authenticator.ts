import type { IncomingHttpHeaders } from 'node:http';
import type { Scope } from './scope.js';

/** Limits of the articles that an identity may write, and whose drafts it may read. What is missing does not limit. */
export interface IdentityLimits {
  /** Slugs of sections. Each section of an article is one of them or below one. */
  sections?: readonly string[];
  /** Kinds of articles, as in the graph: `OPINION`. */
  kinds?: readonly string[];
  /** BCP 47 tags of languages. */
  languages?: readonly string[];
  /** True for articles that the identity created, or that have its author in the byline. */
  isOwnOnly?: boolean;
}

/** Person or program that an authenticator recognizes. */
export interface Identity {
  /** Name or URL of the system that vouches for the subject. */
  issuer: string;
  /** Permanent ID of the person or program at the issuer. */
  subject: string;
  /** Scopes of this request; an empty list is refused. */
  scopes: readonly Scope[];
  /** Limits of this request. Those that `updateApiKey` has set for the identity replace them. */
  limits?: IdentityLimits;
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
