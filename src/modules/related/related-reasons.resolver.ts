import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { loadReasons, type ReasonsContext } from './reasons.js';
import { RelatedArticle, RelatedReason } from './related.type.js';

@Resolver(() => RelatedArticle)
export class RelatedReasonsResolver {
  @FieldResolver(() => [RelatedReason], { description: 'At least one.' })
  reasons(@Root() related: RelatedArticle, @Ctx() context: ReasonsContext): Promise<RelatedReason[]> {
    return loadReasons(related, context);
  }
}
