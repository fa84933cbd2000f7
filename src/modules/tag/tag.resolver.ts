import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../database/awaitable.js';
import { ForwardConnectionArgs } from '../../shared/connection.js';
import { SLUG_ARG } from '../../shared/current-slug.js';
import { buildTagPath } from '../../shared/paths.js';
import type { TagContext } from './tag.loaders.js';
import { Tag, TagConnection, TagOrder } from './tag.type.js';

@Resolver(() => Tag)
export class TagResolver {
  @Query(() => Tag, {
    nullable: true,
    description:
      'The tag of a slug; null when none of a published article has it, also for a former slug, as of a merged tag.',
  })
  tag(
    @Arg('slug', () => String, SLUG_ARG) slug: string,
    @Ctx() { tags }: TagContext,
  ): MaybePromise<Tag | null> {
    return tags.bySlug.load(slug);
  }

  @Query(() => TagConnection, { description: 'Every tag of a published article.' })
  tags(
    @Arg('orderBy', () => TagOrder, {
      defaultValue: TagOrder.MOST_USED,
      description: 'How the list is sorted; a cursor is good in one order only.',
    })
    orderBy: TagOrder,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() { tags }: TagContext,
  ): Promise<TagConnection> {
    return tags.list(orderBy, args);
  }

  @FieldResolver(() => String, { description: 'Site-relative address of the page about the tag.' })
  path(@Root() tag: Tag): string {
    return buildTagPath(tag.slug);
  }

  @FieldResolver(() => Int, { description: 'How many published articles carry the tag.' })
  async articleCount(@Root() tag: Tag, @Ctx() { tags }: TagContext): Promise<number> {
    return (await tags.articleCount.load(tag.id))?.articles ?? 0;
  }
}
