/** Builds the URLs of the newsletter pages, which the gateway serves itself. */
export class NewsletterLinks {
  /** `gatewayUrl` is the public base URL of the gateway. */
  constructor(readonly gatewayUrl: string) {}

  buildConfirmUrl = (token: string) => this.buildTokenUrl('/newsletter/confirm', token);
  buildUnsubscribeUrl = (token: string) => this.buildTokenUrl('/newsletter/unsubscribe', token);
  buildSubscriptionUrl = (token: string) => this.buildTokenUrl('/newsletter/subscription', token);
  buildNewsletterUrl = (slug: string) => new URL(`/newsletter/${slug}`, this.gatewayUrl).href;
  buildIssueUrl = (slug: string, number: number) =>
    new URL(`/newsletter/${slug}/${number}`, this.gatewayUrl).href;

  private buildTokenUrl(path: string, token: string): string {
    return `${new URL(path, this.gatewayUrl).href}?token=${encodeURIComponent(token)}`;
  }
}

/** Slugs that no newsletter may have, because pages of the gateway use them. */
export const RESERVED_SLUGS = ['confirm', 'unsubscribe', 'subscription', 'assets', 'feedback'];
