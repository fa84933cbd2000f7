import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { buildTagPath } from '../../shared/paths.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { TagBy } from './tag.inputs.js';
import { Tag, TagConnection, TagOrder } from './tag.type.js';

@Resolver(() => Tag)
export class TagResolver {
  @Query(() => Tag, {
    nullable: true,
    description:
      'The tag with the ID, slug or path. Null if no published article carries it. Slugs and paths of renamed or merged tags do not resolve; use `route`.',
  })
  tag(@Arg('by', () => TagBy, BY_ARG) by: TagBy, @Ctx() { tags }: Context): MaybePromise<Tag | null> {
    return lookUp('Tag', by, tags);
  }

  @Query(() => TagConnection, { description: 'The tags of all published articles.' })
  tags(
    @Arg('orderBy', () => TagOrder, {
      defaultValue: TagOrder.MOST_USED,
      description: 'The order of the list. A cursor is valid in one order only.',
    })
    orderBy: TagOrder,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() { tags }: Context,
  ): Promise<TagConnection> {
    return tags.list(orderBy, args);
  }

  @FieldResolver(() => String, { description: "The site-relative path of the tag's page." })
  path(@Root() tag: Tag): string {
    return buildTagPath(tag.slug);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The description of the tag, as plain text. Null if it has none.',
  })
  description(@Root() tag: Tag, @Ctx() { tags }: Context): MaybePromise<string | null> {
    return mapMaybePromise(tags.loadPage(tag), ({ description }) => description);
  }
}
