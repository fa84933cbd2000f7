import type { Newsletter, PrismaClient } from '../../database/generated/client.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { formatCsvLine } from '../../shared/text/csv.js';
import { type EmailAddress, parseEmailAddress } from '../../shared/text/email-address.js';
import { resolveStatus } from './subscribers/suppression.js';

/** Number of subscriptions per read. */
const BATCH_SIZE = 1_000;

/** The text is not an email address. */
class InvalidEmailAddressError extends UserFacingError {
  override name = 'InvalidEmailAddressError';
}

/** Operations on subscribers for the command line. */
export class NewsletterCliService {
  constructor(private readonly prisma: PrismaClient) {}

  findBySlug(slug: string): Promise<Newsletter | null> {
    return this.prisma.newsletter.findUnique({ where: { slug } });
  }

  /** Exports all subscriptions, or those of one newsletter, as lines of CSV (RFC 4180). */
  async *exportCsv(newsletterId: number | null): AsyncGenerator<string> {
    yield formatCsvLine(['newsletter', 'email', 'status', 'signed up', 'confirmed', 'unsubscribed']);
    for (let after = 0; ; ) {
      const rows = await this.prisma.newsletterSubscription.findMany({
        where: { id: { gt: after }, ...(newsletterId !== null && { newsletterId }) },
        include: { newsletter: { select: { slug: true } } },
        orderBy: { id: 'asc' },
        take: BATCH_SIZE,
      });
      const suppressed = await this.suppressedOf(rows);
      for (const { newsletter, email, addressHash, createdAt, confirmedAt, unsubscribedAt, ...row } of rows) {
        const status = resolveStatus(row.status, suppressed.has(hex(addressHash)));
        const times = [createdAt, confirmedAt, unsubscribedAt].map((time) => time?.toISOString() ?? '');
        yield formatCsvLine([newsletter.slug, email, status, ...times]);
      }
      const last = rows.at(-1);
      if (!last || rows.length < BATCH_SIZE) return;
      after = last.id;
    }
  }

  /**
   * Erases a subscriber and returns the number of subscriptions deleted. A hash of the address remains so
   * that it is never mailed again.
   */
  async eraseSubscriber(email: string): Promise<number> {
    const { hash: addressHash } = assertEmailAddress(email);
    const [{ count }] = await this.prisma.$transaction([
      this.prisma.newsletterSubscription.deleteMany({ where: { addressHash } }),
      this.prisma.newsletterSignUp.deleteMany({ where: { addressHash } }),
      this.upsertSuppression(addressHash, 'ERASED'),
    ]);
    return count;
  }

  /** Suppresses an address so that no more mail is sent to it. */
  async suppress(email: string, reason: 'BOUNCED' | 'COMPLAINED'): Promise<void> {
    await this.upsertSuppression(assertEmailAddress(email).hash, reason);
  }

  /** Removes a suppression. Returns true if there was one. */
  async removeSuppression(email: string): Promise<boolean> {
    const { hash: addressHash } = assertEmailAddress(email);
    return (await this.prisma.newsletterSuppression.deleteMany({ where: { addressHash } })).count > 0;
  }

  /** Returns the hashes of suppressed addresses, in hexadecimal. */
  private async suppressedOf(rows: { addressHash: Uint8Array<ArrayBuffer> }[]): Promise<Set<string>> {
    const found = await this.prisma.newsletterSuppression.findMany({
      where: { addressHash: { in: rows.map(({ addressHash }) => addressHash) } },
      select: { addressHash: true },
    });
    return new Set(found.map(({ addressHash }) => hex(addressHash)));
  }

  private upsertSuppression(addressHash: Uint8Array<ArrayBuffer>, reason: string) {
    return this.prisma.newsletterSuppression.upsert({
      where: { addressHash },
      create: { addressHash, reason },
      update: { reason },
    });
  }
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}

function assertEmailAddress(email: string): EmailAddress {
  const address = parseEmailAddress(email);
  if (!address) throw new InvalidEmailAddressError(`${email} is not a valid email address.`);
  return address;
}
