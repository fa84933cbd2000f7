import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Awaitable } from '../../database/awaitable.js';
import type * as content from '../../shared/content/block.js';
import { checkSize } from '../../shared/page.js';
import type { ArticleContext } from './article.loaders.js';
import { Block } from './block.type.js';
import { Heading, RichText } from './rich-text.type.js';

const MAX_BLOCKS = 10_000;

@Resolver(() => RichText)
export class RichTextResolver {
  @FieldResolver(() => String, {
    description: 'Sanitised: no scripts, event handlers or styles, and frames from known providers only.',
  })
  html(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): Awaitable<string> {
    return articles.body(articleId, 'html');
  }

  @FieldResolver(() => String, {
    description:
      'Plain text: a blank line between blocks, a line break between items of a list and rows of a table.',
  })
  text(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): Awaitable<string> {
    return articles.body(articleId, 'text');
  }

  @FieldResolver(() => String, { description: 'CommonMark with the extensions of GitHub Flavored Markdown.' })
  markdown(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): Awaitable<string> {
    return articles.body(articleId, 'markdown');
  }

  @FieldResolver(() => [Heading], { description: 'The headings in reading order.' })
  outline(@Root() { articleId }: RichText, @Ctx() { articles }: ArticleContext): Awaitable<Heading[]> {
    return articles.body(articleId, 'outline') as Awaitable<unknown> as Awaitable<Heading[]>;
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
  ): Promise<content.Block[]> {
    checkSize('first', first, MAX_BLOCKS);
    const blocks = (await articles.body(articleId, 'blocks')) as unknown as content.Block[];
    return blocks.slice(0, first ?? undefined);
  }
}
