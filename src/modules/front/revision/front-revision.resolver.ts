import { Arg, Args, Authorized, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../graphql/context.js';
import { ConnectionArgs } from '../../../shared/pagination/connection.js';
import { RevisionChange } from '../../revision/revision.type.js';
import { Front } from '../front.type.js';
import { computeFrontChanges } from './front-changes.js';
import { FrontRevision, FrontRevisionConnection } from './front-revision.type.js';

@Resolver(() => Front)
export class FrontRevisionsResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => FrontRevisionConnection, {
    nullable: true,
    description:
      'Every save of the front, latest first, whether published or not. Requires an API key with the `preview` or `write` scope.',
  })
  revisions(
    @Root() { id }: Front,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { frontRevisions }: Context,
  ): Promise<FrontRevisionConnection> {
    return frontRevisions.list(id, args);
  }
}

@Resolver(() => FrontRevision)
export class FrontRevisionResolver {
  @FieldResolver(() => [RevisionChange], {
    description:
      'The parts of the front that differ from another revision: texts, and containers by their ID with a line for each card. Empty if none differ.',
  })
  changes(
    @Root() revision: FrontRevision,
    @Arg('since', () => Int, {
      nullable: true,
      description:
        'The number of the other revision, older or newer. Defaults to the previous revision. 0 is an empty front.',
    })
    since: number | null,
    @Ctx() context: Context,
  ): Promise<RevisionChange[]> {
    return computeFrontChanges(context, revision, since);
  }
}
