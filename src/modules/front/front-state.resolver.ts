import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { Front } from './front.type.js';

const NEEDS_KEY = 'Requires an API key with the `preview` or `write` scope.';

@Resolver(() => Front)
export class FrontStateResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: `True if readers can see the front. ${NEEDS_KEY}`,
  })
  async isPublished(@Root() { id }: Front, @Ctx() { frontStates }: Context): Promise<boolean | null> {
    return (await frontStates.byId.load(id))?.isPublished ?? null;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: `True if the front is published, and a later revision of it is not. ${NEEDS_KEY}`,
  })
  async hasUnpublishedChanges(
    @Root() { id }: Front,
    @Ctx() { frontStates }: Context,
  ): Promise<boolean | null> {
    return (await frontStates.byId.load(id))?.hasUnpublishedChanges ?? null;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Date, {
    nullable: true,
    description: `The time at which the latest revision will be published. ${NEEDS_KEY}`,
  })
  async scheduledFor(@Root() { id }: Front, @Ctx() { frontStates }: Context): Promise<Date | null> {
    return (await frontStates.byId.load(id))?.scheduledFor ?? null;
  }
}
