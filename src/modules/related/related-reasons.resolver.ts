import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Loaders } from '../../graphql/loaders.js';
import { loadReasons } from './reasons.js';
import { RelatedArticle, RelatedReason } from './related.type.js';

@Resolver(() => RelatedArticle)
export class RelatedReasonsResolver {
  @FieldResolver(() => [RelatedReason], {
    description: 'The reasons why the article is related. There is at least one.',
  })
  reasons(@Root() related: RelatedArticle, @Ctx() context: Loaders): Promise<RelatedReason[]> {
    return loadReasons(related, context);
  }
}
