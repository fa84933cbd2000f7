import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type AccessGrants, AccessLevel, isGranted } from '../../shared/article/access-level.js';
import { Article } from '../article/article.type.js';
import { ArticleAccess } from './access.type.js';

@Resolver(() => Article)
export class ArticleAccessResolver {
  @FieldResolver(() => ArticleAccess, { description: 'Who may read the whole of the article.' })
  access(@Root() { id, path, access }: Article, @Ctx() grants: AccessGrants): ArticleAccess {
    const level = access as AccessLevel;
    const isPublic = level === AccessLevel.PUBLIC;
    const preview = { key: `article-preview:${id}`, path, articleId: id, isPreview: true };
    return Object.assign(new ArticleAccess(), {
      level,
      isGranted: isGranted(level, id, grants),
      preview: isPublic ? null : preview,
    });
  }
}
