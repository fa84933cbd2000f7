import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Perspective } from '../../database/read/read-client.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { Article } from '../article/article.type.js';
import { ArticleAccess } from './access.type.js';

@Resolver(() => Article)
export class ArticleAccessResolver {
  @FieldResolver(() => ArticleAccess, { description: 'Who may read the whole of the article.' })
  access(
    @Root() { id, path, access }: Article,
    @Ctx() { perspective }: { perspective: Perspective },
  ): ArticleAccess {
    const level = access as AccessLevel;
    const isPublic = level === AccessLevel.PUBLIC;
    const preview = { key: `article-preview:${id}`, path, articleId: id, isPreview: true };
    return Object.assign(new ArticleAccess(), {
      level,
      isGranted: isPublic || perspective !== 'published',
      preview: isPublic ? null : preview,
    });
  }
}
