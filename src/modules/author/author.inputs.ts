import { ArgsType, Directive, InputType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { PathLookupInput } from '../../shared/references/lookup.js';
import { AUTHOR_LIST } from './author-list.js';

@Directive('@oneOf')
@InputType({ description: 'A key of an author.' })
export class AuthorBy extends PathLookupInput {}

const { conditions, orders } = AUTHOR_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for authors. An author must match all of them.' })
export class AuthorFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const AuthorOrder = registerOrders('AuthorOrder', 'authors', orders);

@ArgsType()
export class AuthorsArgs extends createListArgs('authors', AuthorFilter, AuthorOrder, 'NAME') {}
