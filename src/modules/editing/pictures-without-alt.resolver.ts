import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MediaUrls } from '../../media/media-urls.js';
import { Article } from '../article/article.type.js';
import type { Site } from '../site/site.type.js';
import { PictureWithoutAlt } from './picture-without-alt.type.js';

/** Resolves the pictures that an editor has to describe, whatever the perspective of the request is. */
@Resolver(() => Article)
export class PicturesWithoutAltResolver {
  constructor(
    private readonly site: Site,
    private readonly mediaUrls: MediaUrls,
  ) {}

  @Authorized('preview', 'write')
  @FieldResolver(() => [PictureWithoutAlt], {
    nullable: true,
    description:
      'The pictures of the latest revision that have no text alternative, the lead picture first. Those of a published revision that is not the latest are not among them. Requires an API key with the `preview` or `write` scope.',
  })
  async picturesWithoutAlt(
    @Root() { id }: Article,
    @Ctx() { picturesWithoutAlt }: Context,
  ): Promise<PictureWithoutAlt[]> {
    const rows = await picturesWithoutAlt.byArticle.load(id);
    return rows.map(({ url, number }) => ({
      url: this.mediaUrls.resolve(url, this.site.url),
      isLead: number === null,
      number,
    }));
  }
}
