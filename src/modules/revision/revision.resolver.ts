import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { ArticleRevision, RevisionChange } from './revision.type.js';
import { buildUnifiedDiff, computeChanges } from './revision-changes.js';
import { describeContent } from './revision-content.js';
import { ArticleRevisionContent } from './revision-content.type.js';

@Resolver(() => ArticleRevision)
export class ArticleRevisionResolver {
  @FieldResolver(() => [RevisionChange], {
    description: 'The fields that differ from another revision. Empty if none differ.',
  })
  changes(
    @Root() revision: ArticleRevision,
    @Arg('since', () => Int, {
      nullable: true,
      description:
        'The number of the other revision, older or newer. Defaults to the previous revision. 0 is an empty article.',
    })
    since: number | null,
    @Ctx() { revisions }: Context,
  ): Promise<RevisionChange[]> {
    return computeChanges(revisions, revision, since);
  }

  @FieldResolver(() => ArticleRevisionContent, {
    nullable: true,
    description: 'The whole content of the revision. Null if the article was deleted in the meantime.',
  })
  async content(
    @Root() { articleId, number }: ArticleRevision,
    @Ctx() { revisions }: Context,
  ): Promise<ArticleRevisionContent | null> {
    const stored = await revisions.content.load([articleId, number]);
    return stored ? describeContent(stored) : null;
  }
}

@Resolver(() => RevisionChange)
export class RevisionChangeResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A unified diff of `before` and `after` with three lines of context. Null if more than 500 lines differ.',
  })
  diff(@Root() change: RevisionChange): Promise<string | null> {
    return buildUnifiedDiff(change);
  }
}
