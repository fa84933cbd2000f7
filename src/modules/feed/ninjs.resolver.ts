import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type AccessLevel, isGranted } from '../../shared/article/access-level.js';
import { JsonScalar } from '../../shared/scalars.js';
import { Article } from '../article/article.type.js';
import type { NinjsDocument, NinjsService } from './ninjs.service.js';

@Resolver(() => Article)
export class NinjsResolver {
  constructor(private readonly service: NinjsService) {}

  @FieldResolver(() => JsonScalar, {
    description:
      'The article as an item of ninjs 3, the JSON format of IPTC for news, with its body, its lead picture and the ' +
      'rights of that. An article that readers do not see is `withheld`.',
  })
  async ninjs(@Root() article: Article, @Ctx() context: Context): Promise<NinjsDocument> {
    const isDraft = context.perspective === 'preview' && !(await this.isPublished(article.id, context));
    const granted = isGranted(article.access as AccessLevel, article.id, context);
    return this.service.buildItem(article, context, { isGranted: granted, isDraft });
  }

  private async isPublished(id: number, { articleStates }: Context): Promise<boolean> {
    const state = await articleStates.byId.load(id);
    return state?.isPublished === true && !state.hasUnpublishedChanges;
  }
}
