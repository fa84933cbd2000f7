import { Args, Authorized, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { parseGlobalId } from '../../shared/references/global-id.js';
import { AuditArgs } from './audit.inputs.js';
import type { AuditService } from './audit.service.js';
import { AuditConnection, AuditEntry } from './audit.type.js';

@Resolver(() => AuditEntry)
export class AuditResolver {
  constructor(private readonly audit: AuditService) {}

  @Authorized('admin')
  @Query(() => AuditConnection, {
    nullable: true,
    name: 'audit',
    description:
      'Every write made with an API key, whether done, refused or forbidden. Requires an API ' +
      'key with the `admin` scope.',
  })
  entries(@Args(() => AuditArgs) args: AuditArgs): Promise<AuditConnection> {
    return this.audit.list(args);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The type of the target, e.g. Article.' })
  targetType(@Root() { target }: AuditEntry): string | null {
    return target && (parseGlobalId(target)?.type ?? null);
  }
}
