import { ArgsType, Directive, InputType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createWholeListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { PathLookupInput } from '../../shared/references/lookup.js';
import { SECTION_LIST } from './section-list.js';

@Directive('@oneOf')
@InputType({ description: 'A key of a section.' })
export class SectionBy extends PathLookupInput {}

const { conditions, orders } = SECTION_LIST;

@DeclareFilter(conditions)
@InputType({
  description: 'Filters for sections at any depth of the tree. A section must match all of them.',
})
export class SectionFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const SectionOrder = registerOrders('SectionOrder', 'sections', orders);

@ArgsType()
export class SectionsArgs extends createWholeListArgs('sections', SectionFilter, SectionOrder, 'POSITION') {}
