import { ArgsType, Directive, InputType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { PathLookupInput } from '../../shared/references/lookup.js';
import { TAG_LIST } from './tag-list.js';

@Directive('@oneOf')
@InputType({ description: 'A key of a tag.' })
export class TagBy extends PathLookupInput {}

const { conditions, orders } = TAG_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for tags. A tag must match all of them.' })
export class TagFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const TagOrder = registerOrders('TagOrder', 'tags', orders);

@ArgsType()
export class TagsArgs extends createListArgs('tags', TagFilter, TagOrder, 'MOST_USED') {}
