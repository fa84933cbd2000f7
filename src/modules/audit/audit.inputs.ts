import { ArgsType, InputType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { AUDIT_LIST } from './audit-list.js';

const { conditions, orders } = AUDIT_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for audit entries. An entry must match all of them.' })
export class AuditFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const AuditOrder = registerOrders('AuditOrder', 'audit entries', orders);

@ArgsType()
export class AuditArgs extends createListArgs('entries', AuditFilter, AuditOrder, 'NEWEST') {}
