import { ArgsType, Directive, InputType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { PathLookupInput } from '../../shared/references/lookup.js';
import { SERIES_LIST } from './series-list.js';

@Directive('@oneOf')
@InputType({ description: 'A key of a series.' })
export class SeriesBy extends PathLookupInput {}

const { conditions, orders } = SERIES_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for series. A series must match all of them.' })
export class SeriesFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const SeriesOrder = registerOrders('SeriesOrder', 'series', orders);

@ArgsType()
export class SeriesListArgs extends createListArgs('series', SeriesFilter, SeriesOrder, 'TITLE') {}
