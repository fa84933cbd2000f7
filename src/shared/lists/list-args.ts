import { ArgsType, type ClassType, Field } from 'type-graphql';
import { ConnectionArgs } from '../pagination/connection.js';

/** Creates the arguments of a list that is filtered and ordered. `elements` is the plural of what it lists. */
export function createWholeListArgs<Filter extends object, Order extends string>(
  elements: string,
  filterType: ClassType<Filter>,
  orderType: Record<Order, string>,
  defaultOrder: NoInfer<Order>,
) {
  @ArgsType()
  abstract class WholeListArgs {
    @Field(() => filterType, {
      nullable: true,
      description: `Only ${elements} that match the filter. Defaults to all ${elements} of the list.`,
    })
    filter?: Filter | null;

    @Field(() => orderType, { defaultValue: defaultOrder, description: 'The order of the list.' })
    orderBy!: Order;
  }
  return WholeListArgs;
}

/** Creates the arguments of a list that is filtered, ordered and paged. `elements` is the plural of what it lists. */
export function createListArgs<Filter extends object, Order extends string>(
  elements: string,
  filterType: ClassType<Filter>,
  orderType: Record<Order, string>,
  defaultOrder: NoInfer<Order>,
) {
  @ArgsType()
  abstract class ListArgs extends ConnectionArgs {
    @Field(() => filterType, {
      nullable: true,
      description: `Only ${elements} that match the filter. Defaults to all ${elements} of the list.`,
    })
    filter?: Filter | null;

    @Field(() => orderType, {
      defaultValue: defaultOrder,
      description: 'The order of the list. A cursor is valid in one order only.',
    })
    orderBy!: Order;
  }
  return ListArgs;
}
