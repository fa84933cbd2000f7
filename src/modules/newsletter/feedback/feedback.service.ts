import type { PrismaClient } from '../../../database/generated/client.js';
import { requireValue } from '../../../shared/require-value.js';
import { parseEmailAddress } from '../../../shared/text/email-address.js';
import type { FeedbackReader, FeedbackRequest } from './mail-feedback.js';

/** Suppresses the addresses that mail services report as bounced or complained. */
export class FeedbackService {
  /** `readers` has the mail services that are set up, by the last part of their endpoint. */
  constructor(
    private readonly prisma: PrismaClient,
    private readonly readers: ReadonlyMap<string, FeedbackReader>,
  ) {}

  isSetUp(service: string): boolean {
    return this.readers.has(service);
  }

  /**
   * Processes a request, which may be repeated. Returns the number of addresses reported. Throws
   * UnverifiedFeedbackError, and ZodError for a body of another form.
   */
  async process(service: string, request: FeedbackRequest): Promise<number> {
    const read = requireValue(
      this.readers.get(service),
      `There is no reader for the mail service ${service}.`,
    );
    const reports = await read(request);
    for (const { email, reason } of reports) {
      const address = parseEmailAddress(email.replace(/^.*<([^<>]*)>\s*$/, '$1'));
      if (address) await this.suppress(address.hash, reason);
    }
    return reports.length;
  }

  /** A complaint replaces a bounce; neither replaces an erasure. */
  private async suppress(addressHash: Uint8Array<ArrayBuffer>, reason: string): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO newsletter_suppression AS s (address_hash, reason) VALUES (${addressHash}, ${reason})
      ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, at = excluded.at
      WHERE s.reason = 'BOUNCED' AND excluded.reason = 'COMPLAINED'`;
  }
}
