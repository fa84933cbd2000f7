import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { buildTagPath } from '../../shared/paths.js';
import { SLUG_ARG } from '../../shared/text/current-slug.js';
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
