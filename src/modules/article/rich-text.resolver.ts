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
    description:
      'The body as sanitized HTML: no scripts, event handlers or styles, and frames from known providers ' +
      'only.',
  })
  html(@Root() richText: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<string> {
    return loadForm(articles, richText, 'html');
  }

  @FieldResolver(() => String, {
    description:
      'The body as plain text, with a blank line between blocks and a line break between list items and ' +
      'table rows.',
  })
  text(@Root() richText: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<string> {
    return loadForm(articles, richText, 'text');
  }

  @FieldResolver(() => String, {
    description: 'The body as CommonMark with GitHub Flavored Markdown extensions.',
  })
  markdown(@Root() richText: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<string> {
    return loadForm(articles, richText, 'markdown');
  }

  @FieldResolver(() => [Heading], { description: 'The headings of the body, in reading order.' })
  outline(@Root() richText: RichText, @Ctx() { articles }: ArticleContext): MaybePromise<Heading[]> {
    return loadForm(articles, richText, 'outline');
  }

  @FieldResolver(() => [Block], {
    description: 'The body as typed blocks in reading order, lossless with respect to `html`.',
  })
  async blocks(
    @Root() richText: RichText,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'Returns the first _n_ blocks, from 0 to 10,000. Returns all if omitted.',
    })
    first: number | null,
    @Ctx() { articles }: ArticleContext,
  ): Promise<content.BlockData[]> {
    assertPageSize('first', first, MAX_BLOCKS);
    const blocks = await loadForm(articles, richText, 'blocks');
    return blocks.slice(0, first ?? undefined);
  }
}

type Forms = NonNullable<RichText['forms']>;

/** Returns one form of an own field, or loads that of an article's body. */
function loadForm<Form extends keyof Forms>(
  articles: ArticleContext['articles'],
  { articleId, forms }: RichText,
  form: Form,
): MaybePromise<Forms[Form]> {
  return forms
    ? forms[form]
    : (articles.loadBody(articleId!, form) as MaybePromise<unknown> as MaybePromise<Forms[Form]>);
}
