import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type * as content from '../../content/blocks/block.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import type { ArticleContext } from './article.loaders.js';
import { Block } from './block.type.js';
import { Heading, RichText } from './rich-text.type.js';

const MAX_BLOCKS = 10_000;

@Resolver(() => RichText)
export class RichTextResolver {
  @FieldResolver(() => String, {
    description: 'Sanitised: no scripts, event handlers or styles, and frames from known providers only.',
  })
  html(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<string> {
    return articles.loadBody(articleId, 'html');
  }

  @FieldResolver(() => String, {
    description:
      'Plain text: a blank line between blocks, a line break between items of a list and rows of a table.',
  })
  text(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<string> {
    return articles.loadBody(articleId, 'text');
  }

  @FieldResolver(() => String, { description: 'CommonMark with the extensions of GitHub Flavored Markdown.' })
  markdown(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<string> {
    return articles.loadBody(articleId, 'markdown');
  }

  @FieldResolver(() => [Heading], { description: 'The headings in reading order.' })
  outline(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<Heading[]> {
    return articles.loadBody(articleId, 'outline') as MaybePromise<unknown> as MaybePromise<Heading[]>;
  }

  @FieldResolver(() => [Block], { description: 'Typed blocks in reading order, losslessly equal to html.' })
  async blocks(
    @Root() { articleId }: RichText,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'Only so many, from the start: 0 to 10,000, all when left out.',
    })
    first: number | null,
    @Ctx() { articles }: ArticleContext,
  ): Promise<content.BlockData[]> {
    assertPageSize('first', first, MAX_BLOCKS);
    const blocks = (await articles.loadBody(articleId, 'blocks')) as unknown as content.BlockData[];
    return blocks.slice(0, first ?? undefined);
  }
}
