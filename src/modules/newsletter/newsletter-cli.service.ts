import type { Newsletter, PrismaClient } from '../../database/generated/client.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { type EmailAddress, parseEmailAddress } from './subscribers/email-address.js';
import { resolveStatus } from './subscribers/suppression.js';

/** As many subscriptions as are read at once. */
const BATCH_SIZE = 1_000;

/** This is no address. */
export class InvalidEmailAddressError extends UserFacingError {
  override name = 'NoAddress';
}

/** What the keepers of the list do at the command line. */
export class NewsletterCliService {
  constructor(private readonly prisma: PrismaClient) {}

  findBySlug(slug: string): Promise<Newsletter | null> {
    return this.prisma.newsletter.findUnique({ where: { slug } });
  }

  /** The lines of a CSV by RFC 4180, all subscriptions or those of one newsletter. */
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
      if (rows.length < BATCH_SIZE) return;
      after = rows.at(-1)!.id;
    }
  }

  /** Erases a person; what stays is a hash by which they are never mailed again. Answers how many subscriptions there were. */
  async eraseSubscriber(email: string): Promise<number> {
    const { hash: addressHash } = assertEmailAddress(email);
    const [{ count }] = await this.prisma.$transaction([
      this.prisma.newsletterSubscription.deleteMany({ where: { addressHash } }),
      this.prisma.newsletterSignUp.deleteMany({ where: { addressHash } }),
      this.upsertSuppression(addressHash, 'ERASED'),
    ]);
    return count;
  }

  /** No mail goes to the address any more, say because it complained. */
  async suppress(email: string, reason: 'BOUNCED' | 'COMPLAINED'): Promise<void> {
    await this.upsertSuppression(assertEmailAddress(email).hash, reason);
  }

  /** Takes a suppression back; answers whether there was one. */
  async removeSuppression(email: string): Promise<boolean> {
    const { hash: addressHash } = assertEmailAddress(email);
    return (await this.prisma.newsletterSuppression.deleteMany({ where: { addressHash } })).count > 0;
  }

  /** Which addresses get no mail, as hexadecimal digits of their hashes. */
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
  if (!address) throw new InvalidEmailAddressError(`${email} is not an address of mail.`);
  return address;
}

/** A cell that begins like a formula would be run as one by a spreadsheet. */
function formatCsvLine(cells: string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
