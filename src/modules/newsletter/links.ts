import { LANGUAGE_PARAMETER } from './pages/page-language.js';

/** Builds the URLs of the newsletter pages, which the gateway serves itself. */
export class NewsletterLinks {
  constructor(
    /** Public base URL of the gateway. */
    private readonly gatewayUrl: string,
    /** True if pages have a language of several. */
    private readonly hasLanguages: boolean,
  ) {}

  get host(): string {
    return new URL(this.gatewayUrl).hostname;
  }

  buildConfirmUrl = (token: string) => this.buildUrl('/newsletter/confirm', { token });
  buildUnsubscribeUrl = (token: string) => this.buildUrl('/newsletter/unsubscribe', { token });
  buildSubscriptionUrl = (token: string) => this.buildUrl('/newsletter/subscription', { token });

  /** Builds the path of a newsletter or an issue, or of the list without a slug. The page has the given language. */
  buildPath(language: string, slug?: string, number?: number): string {
    const path = ['/newsletter', slug, number].filter((part) => part !== undefined).join('/');
    return this.hasLanguages ? `${path}?${LANGUAGE_PARAMETER}=${language}` : path;
  }

  buildPageUrl = (language: string, slug: string, number?: number) =>
    this.buildUrl(this.buildPath(language, slug, number));

  private buildUrl(path: string, parameters?: Record<string, string>): string {
    const query = parameters ? `?${new URLSearchParams(parameters)}` : '';
    return new URL(path, this.gatewayUrl).href + query;
  }
}

/** Slugs that no newsletter may have, because pages of the gateway use them. */
export const RESERVED_SLUGS = ['confirm', 'unsubscribe', 'subscription', 'assets', 'feedback'];
