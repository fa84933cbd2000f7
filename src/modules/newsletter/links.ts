/** Where readers reach the pages about newsletters, which the gateway serves itself. */
export class NewsletterLinks {
  /** `gateway` is the address of the gateway as readers see it. */
  constructor(private readonly gatewayUrl: string) {}

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

/** Names that pages of the gateway have, so that no newsletter may. */
export const RESERVED_SLUGS = ['confirm', 'unsubscribe', 'subscription', 'assets'];
