import type { PrismaClient } from '../../database/generated/client.js';
import { createTableSource, readPage } from '../../shared/lists/list.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import { getInputId } from '../../shared/references/global-id.js';
import type { AuditArgs } from './audit.inputs.js';
import type { AuditEntry } from './audit.type.js';
import { AUDIT_LIST } from './audit-list.js';

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

  /** Returns a page of entries. Throws BadUserInputError if the arguments are out of range. */
  list(args: AuditArgs): Promise<ConnectionPage<AuditEntry>> {
    return readPage(AUDIT_LIST, args, createTableSource(this.prisma));
  }
}
