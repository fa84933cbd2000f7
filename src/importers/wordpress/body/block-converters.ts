import { z } from 'zod';
import { getOwn } from '../../../shared/get-own.js';
import { escapeHtml } from '../../../shared/text/html.js';
import { renderEmbedOrWarn, renderRelatedLink } from '../../html/markup.js';
import { getMeta } from '../wordpress-item.js';
import type { EditorBlock } from './blocks.js';
import { renderBlocks } from './blocks.js';
import type { ConversionContext } from './conversion.js';
import { isRestricting } from './restricted.js';

type BlockConverter = (block: EditorBlock, context: ConversionContext, within: string[]) => string;

/** Blocks that WordPress generates on each view from other content. They have no content to import. */
const DYNAMIC_BLOCKS =
  /^core\/(latest-posts|latest-comments|archives|calendar|categories|rss|search|tag-cloud|page-list|loginout|navigation|query|social-links|comments|template-part|avatar)$|^core\/(post|site)-/;
/** Blocks that may be empty without a warning. */
const EMPTY_ALLOWED_BLOCKS =
  /^core\/(paragraph|heading|spacer|separator|more|nextpage|column|columns|group|freeform|html)$/;

/** Attributes of a hidden block: of WordPress from 6.9 on, and of the plugin Block Visibility. */
const HIDDEN_SCHEMA = z.union([
  z.object({ metadata: z.object({ blockVisibility: z.literal(false) }) }),
  z.object({ blockVisibility: z.object({ hideBlock: z.literal(true) }) }),
]);

const BLOCK_CONVERTERS: Record<string, BlockConverter> = {
  'core/block': expandReusableBlock,
  'core/embed': convertEmbed,
  'core/footnotes': renderFootnotes,
  'core/verse': ({ html }) => html.replace(/<(\/?)pre\b[^<>]*>/g, '<$1p>').replace(/\n(?=.)/g, '<br>\n'),
};

/**
 * Converts the content of the block editor to HTML. `enclosingIds` lists the enclosing reusable blocks, so
 * that cycles end.
 */
export function renderEditorBlocks(
  content: string,
  context: ConversionContext,
  enclosingIds: string[] = [],
): string {
  return renderBlocks(content, (block) => {
    const reason = getHiddenReason(block);
    if (reason !== null) {
      context.warnings.add(`the block ${block.name.replace(/^core\//, '')} ${reason}: left out`);
      return '';
    }
    const name = block.name.startsWith('core-embed/') ? 'core/embed' : block.name;
    const convert = getOwn(BLOCK_CONVERTERS, name) ?? keepBlock;
    return convert(block, context, enclosingIds);
  });
}

/** Returns why readers do not see a block in WordPress, or null if they do. */
function getHiddenReason({ name, attributes, html }: EditorBlock): string | null {
  if (isRestricting(name) && html.trim() !== '') return 'is for some readers only in WordPress';
  const isHidden = HIDDEN_SCHEMA.safeParse(attributes).success;
  return isHidden ? 'is hidden in WordPress' : null;
}

function keepBlock({ name, html }: EditorBlock, { warnings }: ConversionContext): string {
  if (html.trim() === '' && !EMPTY_ALLOWED_BLOCKS.test(name)) {
    const why = DYNAMIC_BLOCKS.test(name) ? 'WordPress generates it at each view' : 'it contains no text';
    warnings.add(`the block ${name.replace(/^core\//, '')} was removed: ${why}`);
  }
  return html;
}

function expandReusableBlock(
  { attributes }: EditorBlock,
  context: ConversionContext,
  enclosingIds: string[],
): string {
  const { site, warnings } = context;
  const id = String(attributes.ref ?? '');
  const content = site.reusableBlocks.get(id);
  if (content === undefined) {
    warnings.add(`the reusable block ${id} is not in ${site.referenceSource} and was removed`);
    return '';
  }
  if (content === null) {
    warnings.add(`the reusable block ${id} is not published or has a password in WordPress: left out`);
    return '';
  }
  if (enclosingIds.includes(id)) {
    warnings.add(`the reusable block ${id} contains itself and was removed there`);
    return '';
  }
  return renderEditorBlocks(content, context, [...enclosingIds, id]);
}

function convertEmbed({ attributes, html }: EditorBlock, { site, warnings }: ConversionContext): string {
  const url = typeof attributes.url === 'string' ? attributes.url : /https?:\/\/[^\s<>"]+/.exec(html)?.[0];
  if (url?.startsWith(`${site.url}/`) && site.url !== '') return renderRelatedLink(url);
  return renderEmbedOrWarn(url ?? '', warnings, parseCaption(html));
}

function parseCaption(html: string): string {
  const opening = /<figcaption[^<>]*>/.exec(html);
  if (!opening) return '';
  const from = opening.index + opening[0].length;
  const to = html.indexOf('</figcaption>', from);
  return to < 0 ? '' : html.slice(from, to);
}

/** Renders the footnotes, which have their texts in a custom field. */
function renderFootnotes(_block: EditorBlock, { item }: ConversionContext): string {
  const notes = z
    .array(z.object({ id: z.string(), content: z.string() }))
    .safeParse(parseJson(getMeta(item, 'footnotes')));
  const lines = (notes.data ?? []).map(({ id, content }) => `<li id="${escapeHtml(id)}">${content}</li>`);
  return `<ol class="wp-block-footnotes">${lines.join('')}</ol>`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
