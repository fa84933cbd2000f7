import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible';
import type { MailMessage, MailTransport } from '../../../mail/mail-transport.js';

/** Mail of a newsletter to one recipient; the mailer adds the sender and the address for replies. */
export type EmailMessage = Omit<MailMessage, 'from' | 'replyTo'>;

export interface MailerOptions {
  transport: MailTransport;
  /** Returns the sender, whose name editors can change. */
  getSender(): MailMessage['from'];
  replyTo?: string;
  /** Maximum mails per second of this process. */
  maxPerSecond: number;
  onMail?(outcome: 'sent' | 'failed'): void;
}

/** Sends mails with the site's sender address, no more per second than configured. */
export class Mailer {
  private readonly turns: RateLimiterQueue;

  constructor(private readonly options: MailerOptions) {
    this.turns = new RateLimiterQueue(new RateLimiterMemory({ points: options.maxPerSecond, duration: 1 }));
  }

  /** True if mails reach no reader. */
  get isDryRun(): boolean {
    return this.options.transport.isDryRun ?? false;
  }

  /** Resolves once the transport has accepted the mail. Rejects with the transport's error. */
  async send(message: EmailMessage): Promise<void> {
    const { transport, getSender, replyTo, onMail } = this.options;
    await this.turns.removeTokens(1);
    try {
      await transport.send({ ...message, from: getSender(), ...(replyTo && { replyTo }) });
    } catch (error) {
      onMail?.('failed');
      throw error;
    }
    onMail?.('sent');
  }

  async close(): Promise<void> {
    await this.options.transport.close?.();
  }
}
