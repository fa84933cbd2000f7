import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { BadUserInput } from '../../shared/errors.js';
import { idIn } from '../../shared/global-id.js';
import { betweenCursors, orderAndLimit, type Sort } from '../../shared/keyset.js';
import { type Page, readPage, toPage } from '../../shared/page.js';
import { isStorableTime } from '../../shared/time.js';
import type { UserError } from '../editing/editing.type.js';
import type { AuditArgs, AuditFilter } from './audit.inputs.js';
import { type AuditEntry, AuditOutcome } from './audit.type.js';

const { sql, join } = Prisma;
const LATEST_FIRST: Sort = { column: sql`e.at`, id: sql`e.id`, isDescending: true, type: 'timestamptz' };

/** What an entry's column `outcome` holds. */
interface Outcome {
  revision?: number | null;
  userErrors?: UserError[];
  missingScope?: string;
}
type Row = Pick<AuditEntry, 'id' | 'at' | 'keyName' | 'keyPrefix' | 'action' | 'target'> & {
  outcome: Outcome;
};

/** Who did what with which key. What is done is entered with it, in its transaction (modules/editing). */
export class AuditService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Enters that a key tried what it may not. */
  async noteForbidden(
    { keyId, keyName }: { keyId: number; keyName: string },
    action: string,
    input: object | undefined,
    missingScope: string,
  ): Promise<void> {
    await this.prisma.auditEntry.create({
      data: { keyId, keyName, action, target: idIn(input), outcome: { missingScope } },
    });
  }

  /** Latest first. Throws BadUserInput when the arguments are out of their range. */
  async list({ filter, ...args }: AuditArgs): Promise<Page<AuditEntry>> {
    const page = readPage('audit', args);
    const condition = conditionOf(filter ?? {});
    const rows = await this.prisma.$queryRaw<Row[]>(sql`
      SELECT e.id, e.at, e.key_name AS "keyName", k.prefix AS "keyPrefix", e.action, e.target, e.outcome
      FROM audit_entry e LEFT JOIN api_key k ON k.id = e.key_id
      WHERE ${condition} ${betweenCursors(LATEST_FIRST, page)} ${orderAndLimit(LATEST_FIRST, page)}`);
    const position = ({ at, id }: AuditEntry) => ({ value: at.toISOString(), id });
    return toPage(page, rows.map(entryOf), position, () => this.count(condition));
  }

  private async count(condition: Prisma.Sql): Promise<number> {
    const [row] = await this.prisma.$queryRaw<{ entries: number }[]>(sql`
      SELECT count(*)::int AS entries FROM audit_entry e WHERE ${condition}`);
    return row!.entries;
  }
}

function conditionOf({ key, action, target, since, until }: AuditFilter): Prisma.Sql {
  for (const [name, time] of Object.entries({ since, until })) {
    if (time && !isStorableTime(time)) throw new BadUserInput(`filter.${name} takes the years 1 to 9999.`);
  }
  const conditions = [sql`true`];
  if (key != null) {
    conditions.push(sql`(e.key_name = ${key} OR e.key_id IN (SELECT id FROM api_key WHERE prefix = ${key}))`);
  }
  if (action != null) conditions.push(sql`e.action = ${action}`);
  if (target != null) conditions.push(sql`e.target = ${target}`);
  if (since) conditions.push(sql`e.at >= ${since}::timestamptz`);
  if (until) conditions.push(sql`e.at < ${until}::timestamptz`);
  return join(conditions, ' AND ');
}

function entryOf({ outcome: { revision, userErrors, missingScope }, ...row }: Row): AuditEntry {
  return {
    ...row,
    outcome: outcomeOf(userErrors, missingScope),
    revision: revision ?? null,
    userErrors: userErrors ?? [],
    missingScope: missingScope ?? null,
  };
}

function outcomeOf(userErrors: UserError[] | undefined, missingScope: string | undefined): AuditOutcome {
  if (missingScope !== undefined) return AuditOutcome.FORBIDDEN;
  return userErrors === undefined ? AuditOutcome.DONE : AuditOutcome.REFUSED;
}
