import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { toGlobalId } from '../../shared/global-id.js';
import { findNodes, type NodeContext } from './node.service.js';
import { Node } from './node.type.js';

@Resolver(() => Node)
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'What an id names, or null when it names nothing.' })
  async node(
    @Arg('id', () => ID, {
      description: 'Of a Node of any type but NewsletterSubscription, which is found by its token.',
    })
    id: string,
    @Ctx() context: NodeContext,
  ): Promise<Node | null> {
    return (await findNodes(context, [id]))[0] ?? null;
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'What each of up to 100 ids names, in the order of the ids; null where one names nothing.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'At most 100, of types that may differ.' }) ids: string[],
    @Ctx() context: NodeContext,
  ): Promise<(Node | null)[]> {
    return findNodes(context, ids);
  }

  @FieldResolver(() => ID)
  id(@Root() node: Node, @Info() info: GraphQLResolveInfo): string {
    return toGlobalId(info.parentType.name, node.id);
  }
}
