/** Where readers reach the pages about newsletters, which the gateway serves itself. */
export class NewsletterLinks {
  /** `gateway` is the address of the gateway as readers see it. */
  constructor(private readonly gateway: string) {}

  confirm = (token: string) => this.to('/newsletter/confirm', token);
  unsubscribe = (token: string) => this.to('/newsletter/unsubscribe', token);
  subscription = (token: string) => this.to('/newsletter/subscription', token);
  newsletter = (slug: string) => new URL(`/newsletter/${slug}`, this.gateway).href;
  issue = (slug: string, number: number) => new URL(`/newsletter/${slug}/${number}`, this.gateway).href;

  private to(path: string, token: string): string {
    return `${new URL(path, this.gateway).href}?token=${encodeURIComponent(token)}`;
  }
}

/** Names that pages of the gateway have, so that no newsletter may. */
export const RESERVED_SLUGS = ['confirm', 'unsubscribe', 'subscription', 'assets'];
