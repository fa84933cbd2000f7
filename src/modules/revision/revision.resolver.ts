import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { RevisionContext } from './revision.loaders.js';
import { ArticleRevision, RevisionChange } from './revision.type.js';
import { buildUnifiedDiff, computeChanges } from './revision-changes.js';

@Resolver(() => ArticleRevision)
export class ArticleRevisionResolver {
  @FieldResolver(() => [RevisionChange], {
    description: 'What it says otherwise than another revision; empty when it says the same.',
  })
  changes(
    @Root() revision: ArticleRevision,
    @Arg('since', () => Int, {
      nullable: true,
      description:
        'Number of the other revision, of any age; the one before when left out. 0 is an empty article.',
    })
    since: number | null,
    @Ctx() { revisions }: RevisionContext,
  ): Promise<RevisionChange[]> {
    return computeChanges(revisions, revision, since);
  }
}

@Resolver(() => RevisionChange)
export class RevisionChangeResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Unified diff of before and after, three lines of context; null when over 500 lines differ.',
  })
  diff(@Root() change: RevisionChange): string | null {
    return buildUnifiedDiff(change);
  }
}
