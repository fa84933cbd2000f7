import type { Newsletter, PrismaClient } from '../../database/generated/client.js';
import { PlainError } from '../../shared/plain-error.js';
import { type Address, parseAddress } from './address.js';
import { statusOf } from './suppression.js';

/** As many subscriptions as are read at once. */
const BATCH = 1_000;

/** This is no address. */
export class NoAddress extends PlainError {
  override name = 'NoAddress';
}

/** What the keepers of the list do at the command line. */
export class NewsletterOffice {
  constructor(private readonly prisma: PrismaClient) {}

  find(slug: string): Promise<Newsletter | null> {
    return this.prisma.newsletter.findUnique({ where: { slug } });
  }

  /** The lines of a CSV by RFC 4180, all subscriptions or those of one newsletter. */
  async *export(newsletterId: number | null): AsyncGenerator<string> {
    yield csvLine(['newsletter', 'email', 'status', 'signed up', 'confirmed', 'unsubscribed']);
    for (let after = 0; ; ) {
      const rows = await this.prisma.newsletterSubscription.findMany({
        where: { id: { gt: after }, ...(newsletterId !== null && { newsletterId }) },
        include: { newsletter: { select: { slug: true } } },
        orderBy: { id: 'asc' },
        take: BATCH,
      });
      const suppressed = await this.suppressedOf(rows);
      for (const { newsletter, email, addressHash, createdAt, confirmedAt, unsubscribedAt, ...row } of rows) {
        const status = statusOf(row.status, suppressed.has(hex(addressHash)));
        const times = [createdAt, confirmedAt, unsubscribedAt].map((time) => time?.toISOString() ?? '');
        yield csvLine([newsletter.slug, email, status, ...times]);
      }
      if (rows.length < BATCH) return;
      after = rows.at(-1)!.id;
    }
  }

  /** Erases a person; what stays is a hash by which they are never mailed again. Answers how many subscriptions there were. */
  async forget(email: string): Promise<number> {
    const { hash: addressHash } = addressOf(email);
    const [{ count }] = await this.prisma.$transaction([
      this.prisma.newsletterSubscription.deleteMany({ where: { addressHash } }),
      this.prisma.newsletterSignUp.deleteMany({ where: { addressHash } }),
      this.suppression(addressHash, 'ERASED'),
    ]);
    return count;
  }

  /** No mail goes to the address any more, say because it complained. */
  async suppress(email: string, reason: 'BOUNCED' | 'COMPLAINED'): Promise<void> {
    await this.suppression(addressOf(email).hash, reason);
  }

  /** Takes a suppression back; answers whether there was one. */
  async allow(email: string): Promise<boolean> {
    const { hash: addressHash } = addressOf(email);
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

  private suppression(addressHash: Uint8Array<ArrayBuffer>, reason: string) {
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

function addressOf(email: string): Address {
  const address = parseAddress(email);
  if (!address) throw new NoAddress(`${email} is not an address of mail.`);
  return address;
}

/** A cell that begins like a formula would be run as one by a spreadsheet. */
function csvLine(cells: string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
