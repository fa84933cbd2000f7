import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import type { NodeLoaders } from '../module.js';
import { findNodes } from './node.service.js';
import { Node } from './node.type.js';

@Resolver(() => Node)
export class NodeResolver {
  constructor(private readonly loaders: NodeLoaders) {}

  @Query(() => Node, {
    nullable: true,
    description: 'The node with the ID. Null if there is none, and if the request may not read it.',
  })
  async node(
    @Arg('id', () => ID, {
      description:
        'The ID of a node of any type. A type that only some API keys can list requires one of the same scopes here.',
    })
    id: string,
    @Ctx() context: Context,
  ): Promise<Node | null> {
    return (await findNodes(this.loaders, context, [id]))[0] ?? null;
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'The nodes with up to 100 IDs, in the same order. Null for each ID without a node.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'The IDs of the nodes, at most 100. Types may differ.' })
    ids: string[],
    @Ctx() context: Context,
  ): Promise<(Node | null)[]> {
    return findNodes(this.loaders, context, ids);
  }

  @FieldResolver(() => ID)
  id(@Root() node: Node, @Info() info: GraphQLResolveInfo): string {
    return toGlobalId(info.parentType.name, node.id);
  }
}
