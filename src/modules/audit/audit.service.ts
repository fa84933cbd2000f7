import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../shared/pagination/keyset.js';
import { buildConnection, type ConnectionPage, parsePageArgs } from '../../shared/pagination/pagination.js';
import { getInputId } from '../../shared/references/global-id.js';
import { requireValue } from '../../shared/require-value.js';
import { isStorableTime } from '../../shared/time.js';
import type { AuditArgs, AuditFilter } from './audit.inputs.js';
import type { AuditEntry } from './audit.type.js';
import { type AuditRow, SELECT_ENTRIES, toAuditEntry } from './audit-row.js';

const { sql, join } = Prisma;
const LATEST_FIRST: SortKey = { column: sql`e.at`, id: sql`e.id`, isDescending: true, type: 'timestamptz' };

/**
 * Reads the audit log and records forbidden attempts. Completed and refused writes are recorded by
 * src/mutations/run-mutation.ts.
 */
export class AuditService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Records an attempt for which the key lacked a scope. */
  async recordForbidden(
    { keyId, keyName }: { keyId: number; keyName: string },
    action: string,
    input: object | undefined,
    missingScope: string,
  ): Promise<void> {
    await this.prisma.auditEntry.create({
      data: { keyId, keyName, action, target: getInputId(input), outcome: { missingScope } },
    });
  }

  /** Returns a page of entries, latest first. Throws BadUserInputError if the arguments are out of range. */
  async list({ filter, ...args }: AuditArgs): Promise<ConnectionPage<AuditEntry>> {
    const page = parsePageArgs('audit', args);
    const condition = buildCondition(filter ?? {});
    const rows = await this.prisma.$queryRaw<AuditRow[]>(sql`
      ${SELECT_ENTRIES}
      WHERE ${condition} ${buildCursorRange(LATEST_FIRST, page)} ${buildOrderAndLimit(LATEST_FIRST, page)}`);
    const getPosition = ({ at, id }: AuditEntry) => ({ value: at.toISOString(), id });
    return buildConnection(page, rows.map(toAuditEntry), getPosition, () => this.count(condition));
  }

  private async count(condition: Prisma.Sql): Promise<number> {
    const [row] = await this.prisma.$queryRaw<{ entries: number }[]>(sql`
      SELECT count(*)::int AS entries FROM audit_entry e WHERE ${condition}`);
    return requireValue(row, 'count returns a row.').entries;
  }
}

function buildCondition({ key, action, target, since, until }: AuditFilter): Prisma.Sql {
  for (const [name, time] of Object.entries({ since, until })) {
    if (time && !isStorableTime(time))
      throw new BadUserInputError(`filter.${name} must be in the years 1 to 9999.`);
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
