import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Awaitable } from '../../database/awaitable.js';
import { ForwardArgs } from '../../shared/connection.js';
import { tagPath } from '../../shared/paths.js';
import type { TagContext } from './tag.loaders.js';
import { Tag, TagConnection, TagOrder } from './tag.type.js';

@Resolver(() => Tag)
export class TagResolver {
  @Query(() => Tag, { nullable: true })
  tag(@Arg('slug', () => String) slug: string, @Ctx() { tags }: TagContext): Awaitable<Tag | null> {
    return tags.bySlug.load(slug);
  }

  @Query(() => TagConnection, { description: 'Every tag of a published article.' })
  tags(
    @Arg('orderBy', () => TagOrder, { defaultValue: TagOrder.MOST_USED }) orderBy: TagOrder,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { tags }: TagContext,
  ): Promise<TagConnection> {
    return tags.list(orderBy, args);
  }

  @FieldResolver(() => String, { description: 'Site-relative address of the page about the tag.' })
  path(@Root() tag: Tag): string {
    return tagPath(tag.slug);
  }

  @FieldResolver(() => Int, { description: 'How many published articles carry the tag.' })
  async articleCount(@Root() tag: Tag, @Ctx() { tags }: TagContext): Promise<number> {
    return (await tags.articleCount.load(tag.id))?.articles ?? 0;
  }
}
