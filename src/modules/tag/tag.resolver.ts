import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { buildTagPath } from '../../shared/paths.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { TagBy, TagsArgs } from './tag.inputs.js';
import { Tag, TagConnection } from './tag.type.js';

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

  @Query(() => TagConnection, {
    description: 'The tags of all published articles; with the preview perspective, all tags.',
  })
  tags(@Args(() => TagsArgs) args: TagsArgs, @Ctx() { tags }: Context): Promise<TagConnection> {
    return tags.list(args);
  }

  @FieldResolver(() => String, { description: "The site-relative path of the tag's page." })
  path(@Root() tag: Tag, @Ctx() { pathPrefix }: Context): string {
    return pathPrefix + buildTagPath(tag.slug);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The description of the tag, as plain text. Null if it has none.',
  })
  description(@Root() tag: Tag, @Ctx() { tags }: Context): MaybePromise<string | null> {
    return mapMaybePromise(tags.loadPage(tag), ({ description }) => description);
  }
}
