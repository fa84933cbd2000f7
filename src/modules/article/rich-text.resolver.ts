import { Arg, Ctx, Extensions, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { findFootnotes } from '../../content/blocks/footnotes.js';
import type { LinkBase } from '../../content/blocks/link.js';
import type { StoredBlock } from '../../content/blocks/stored-block.js';
import { mayHaveFiles } from '../../content/list-picture-urls.js';
import { applyMediaChanges, type MediaChanges, replaceMediaPaths } from '../../content/media-changes.js';
import { renderInWorker } from '../../content/prerender.js';
import { readTree } from '../../content/tree.js';
import type { Context } from '../../graphql/context.js';
import type { MediaUrls } from '../../media/media-urls.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { HtmlScalar, JsonScalar } from '../../shared/scalars.js';
import type { Site } from '../site/site.type.js';
import { Block, Footnote } from './block.type.js';
import { createBlock } from './block-types.js';
import { createBlocks } from './block-view.js';
import { Heading, RichText, type RichTextForms } from './rich-text.type.js';

const MAX_BLOCKS = 10_000;

/** Marks a field with as many bytes as 50 others have, for the cost of operations. */
const LongText = Extensions({ weight: 50 });

@Resolver(() => RichText)
export class RichTextResolver {
  constructor(
    private readonly site: Site,
    private readonly mediaUrls: MediaUrls,
  ) {}

  @LongText
  @FieldResolver(() => HtmlScalar, {
    description:
      'The body as sanitized HTML: no scripts, event handlers or styles, and frames from known providers ' +
      'only.',
  })
  html(@Root() richText: RichText, @Ctx() context: BodyContext): MaybePromise<string> {
    return mapMaybePromise(loadForm(context, richText, 'html'), this.resolveMediaUrls);
  }

  @LongText
  @FieldResolver(() => String, {
    description:
      'The body as plain text, with a blank line between blocks and a line break between list items and ' +
      'table rows.',
  })
  text(@Root() richText: RichText, @Ctx() context: BodyContext): MaybePromise<string> {
    return loadForm(context, richText, 'text');
  }

  @LongText
  @FieldResolver(() => String, {
    description: 'The body as CommonMark with GitHub Flavored Markdown extensions.',
  })
  markdown(@Root() richText: RichText, @Ctx() context: BodyContext): MaybePromise<string> {
    return mapMaybePromise(loadForm(context, richText, 'markdown'), this.resolveMediaUrls);
  }

  @FieldResolver(() => [Heading], { description: 'The headings of the body, in reading order.' })
  outline(@Root() richText: RichText, @Ctx() context: BodyContext): MaybePromise<Heading[]> {
    return loadForm(context, richText, 'outline');
  }

  @Extensions({ maxItems: 20, maxPageSize: MAX_BLOCKS })
  @FieldResolver(() => [Block], {
    description: 'The body as typed blocks in reading order, lossless with respect to `html`.',
  })
  blocks(
    @Root() richText: RichText,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'Returns the first _n_ blocks, from 0 to 10,000. Returns all if omitted.',
    })
    first: number | null,
    @Ctx() context: BodyContext,
  ): MaybePromise<Block[]> {
    assertPageSize('first', first, MAX_BLOCKS);
    const owner = {
      key: richText.key,
      base: this.getBase(richText),
      createBlock,
      resolveMediaUrls: this.resolveMediaUrls,
    };
    return mapMaybePromise(
      loadForm(context, richText, 'blocks'),
      (blocks: StoredBlock[]) => createBlocks(owner, blocks.slice(0, first ?? undefined)) as Block[],
    );
  }

  @FieldResolver(() => [Footnote], {
    description: 'The footnotes of the body, in order. `blocks` has them too, as a `FootnotesBlock`.',
  })
  footnotes(@Root() richText: RichText, @Ctx() context: BodyContext): MaybePromise<Footnote[]> {
    return mapMaybePromise(loadForm(context, richText, 'blocks'), (blocks: StoredBlock[]) =>
      findFootnotes(blocks, this.getBase(richText)),
    );
  }

  @LongText
  @FieldResolver(() => JsonScalar, {
    description:
      'The body as a tree in the format of hast, for renderers of unified such as hast-util-to-jsx-runtime. It has the elements of `html`; `data.version` of the root is 1.',
  })
  tree(@Root() richText: RichText, @Ctx() context: BodyContext): MaybePromise<object> {
    return mapMaybePromise(loadForm(context, richText, 'html'), (html) =>
      readTree(this.resolveMediaUrls(html)),
    );
  }

  /** Makes the paths of the library's files absolute: the gateway serves them, not the site. */
  private readonly resolveMediaUrls = (text: string) => this.mediaUrls.resolveInText(text);

  private getBase({ path }: RichText): LinkBase {
    return {
      siteUrl: this.site.url,
      languageUrls: this.site.languageUrls,
      pageUrl: buildSiteUrl(this.site, path),
    };
  }
}

type Forms = RichTextForms;

/** Loaders that bodies are read with. */
type BodyContext = Context & {
  images: { findChanges(html: string): MaybePromise<MediaChanges | null> };
};

/** Returns one form of an own field or an article's body with the present files of the media library. */
function loadForm<Form extends keyof Forms>(
  context: BodyContext,
  richText: RichText,
  form: Form,
): MaybePromise<Forms[Form]> {
  return mapMaybePromise(loadStoredForm(context, richText, form), (found) => {
    const stored = found ?? EMPTY_FORMS[form];
    const text = getPathText(stored);
    if (!mayHaveFiles(text)) return stored;
    return mapMaybePromise(context.images.findChanges(text), (changes) =>
      changes === null ? stored : applyChanges(stored, changes, context, richText, form),
    );
  });
}

/** Forms of a body that was unpublished or retracted after the request had read its article or entry. */
const EMPTY_FORMS: Forms = { html: '', text: '', markdown: '', outline: [], blocks: [] };

function loadStoredForm<Form extends keyof Forms>(
  { articles }: Context,
  richText: RichText,
  form: Form,
): MaybePromise<Forms[Form] | undefined> {
  const { articleId, isPreview = false, forms } = richText;
  if (richText.load) return richText.load(form);
  return forms
    ? forms[form]
    : (articles.bodies.load(articleId!, form, isPreview) as MaybePromise<unknown> as MaybePromise<
        Forms[Form] | undefined
      >);
}

/** Returns the text of a form that can name files: the HTML of blocks; an outline has none. */
function getPathText(form: Forms[keyof Forms]): string {
  if (typeof form === 'string') return form;
  return form.map((entry) => ('html' in entry ? entry.html : '')).join('\n');
}

/** Replaces the paths of files in a form; renders the body again if a file must be removed. */
async function applyChanges<Form extends keyof Forms>(
  stored: Forms[Form],
  changes: MediaChanges,
  context: BodyContext,
  richText: RichText,
  form: Form,
): Promise<Forms[Form]> {
  if (changes.removed.size === 0)
    return JSON.parse(replaceMediaPaths(JSON.stringify(stored), changes.replaced)) as Forms[Form];
  const html = (await loadStoredForm(context, richText, 'html')) ?? EMPTY_FORMS.html;
  const text = applyMediaChanges(html, changes);
  return (await renderInWorker({ format: 'html', text }))[form];
}
