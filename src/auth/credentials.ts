import type { IncomingHttpHeaders } from 'node:http';
import {
  InsufficientTokenError,
  ServiceUnavailableError,
  UnauthenticatedError,
} from '../shared/errors/errors.js';
import type { AppLogger } from '../shared/logging/logger.js';
import { isStorableText } from '../shared/text/valid-unicode.js';
import type { ApiKeyService } from './api-keys.service.js';
import type { Authenticator, CredentialRefusal, Identity } from './authenticator.js';
import type { IdentityService } from './identities.service.js';
import { type PreviewLinkAccess, type PreviewLinkTokens, parseLinkToken } from './preview-link-tokens.js';
import type { Viewer } from './scope.js';

/** Maximum length of the `Authorization` header, in characters. */
const MAX_HEADER_LENGTH = 8_192;
/** With a lone surrogate, the database would hold the same subject for several. */
const UNSTORABLE_IDENTITY = 'the issuer or subject has U+0000 or a lone surrogate';
/** Beginning of every API key and preview link, which no authenticator gets to see. */
const API_KEY = /^Bearer +dl_/i;

export interface CredentialsOptions {
  apiKeys: ApiKeyService;
  identities: IdentityService;
  previewLinks: Pick<PreviewLinkTokens, 'authenticate'>;
  /** Authenticators of the site, asked in order. */
  authenticators: readonly Authenticator[];
  log: AppLogger;
}

/** The owner of a request's credentials: an API key or identity, a preview link, or neither. */
export interface FoundCredentials {
  viewer: Viewer | null;
  previewLink: PreviewLinkAccess | null;
}

/** Authenticates a request by API key or preview link first, then by the site's authenticators. */
export class Credentials {
  constructor(private readonly options: CredentialsOptions) {}

  /**
   * Returns the viewer or the preview link; neither for a request without an `Authorization` header. Throws
   * UnauthenticatedError, InsufficientTokenError, or ServiceUnavailableError if the credentials cannot be checked now.
   */
  async find(headers: IncomingHttpHeaders): Promise<FoundCredentials> {
    const { authorization } = headers;
    if (authorization === undefined) return { viewer: null, previewLink: null };
    if (authorization.length > MAX_HEADER_LENGTH) throw new UnauthenticatedError('token');
    const token = parseLinkToken(authorization);
    if (token !== null) return { viewer: null, previewLink: await this.findPreviewLink(token) };
    const { authenticators } = this.options;
    const isApiKey = API_KEY.test(authorization) || authenticators.length === 0;
    const viewer = await (isApiKey ? this.findKey(authorization) : this.findIdentity(headers));
    return { viewer, previewLink: null };
  }

  private async findPreviewLink(token: string): Promise<PreviewLinkAccess> {
    const link = await this.options.previewLinks.authenticate(token);
    if (!link) throw new UnauthenticatedError('link');
    return link;
  }

  private async findKey(authorization: string): Promise<Viewer> {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const viewer = key === undefined ? null : await this.options.apiKeys.authenticate(key);
    if (!viewer) throw new UnauthenticatedError(key === undefined ? null : 'key');
    return viewer;
  }

  private async findIdentity(headers: IncomingHttpHeaders): Promise<Viewer> {
    for (const authenticator of this.options.authenticators) {
      const result = await this.authenticate(authenticator, headers);
      if (!result) continue;
      if ('refusal' in result) throw this.createRefusal(authenticator, result);
      if (!isStorableText([result.issuer, result.subject]))
        throw this.createRefusal(authenticator, { refusal: 'INVALID', reason: UNSTORABLE_IDENTITY });
      if (result.scopes.length === 0) throw new InsufficientTokenError();
      const viewer = await this.options.identities.resolveViewer(result);
      if (viewer) return viewer;
      break;
    }
    throw new UnauthenticatedError('token');
  }

  private async authenticate(
    authenticator: Authenticator,
    headers: IncomingHttpHeaders,
  ): Promise<Identity | CredentialRefusal | null> {
    try {
      return await authenticator.authenticate(headers);
    } catch (error) {
      return { refusal: 'UNAVAILABLE', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private createRefusal({ name }: Authenticator, { refusal, reason }: CredentialRefusal) {
    if (refusal === 'INVALID') {
      this.options.log.debug({ part: 'auth', authenticator: name, reason }, 'credentials were refused');
      return new UnauthenticatedError('token');
    }
    this.options.log.warn({ part: 'auth', authenticator: name, reason }, 'credentials cannot be checked');
    return new ServiceUnavailableError('Your credentials cannot be checked now. Try again in a moment.');
  }
}
