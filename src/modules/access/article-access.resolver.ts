import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PreviewLinkAccess } from '../../auth/preview-link-tokens.js';
import type { RequestPerspective } from '../../database/read/read-client.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { Article } from '../article/article.type.js';
import { ArticleAccess } from './access.type.js';

interface AccessPerspective {
  perspective: RequestPerspective;
  previewLink: PreviewLinkAccess | null;
}

@Resolver(() => Article)
export class ArticleAccessResolver {
  @FieldResolver(() => ArticleAccess, { description: 'Who may read the whole of the article.' })
  access(
    @Root() { id, path, access }: Article,
    @Ctx() { perspective, previewLink }: AccessPerspective,
  ): ArticleAccess {
    const level = access as AccessLevel;
    const isPublic = level === AccessLevel.PUBLIC;
    const preview = { key: `article-preview:${id}`, path, articleId: id, isPreview: true };
    return Object.assign(new ArticleAccess(), {
      level,
      isGranted:
        isPublic || perspective === 'members' || perspective === 'preview' || previewLink?.articleId === id,
      preview: isPublic ? null : preview,
    });
  }
}
