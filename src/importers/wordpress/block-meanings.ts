import { z } from 'zod';
import { escapeHtml } from '../../shared/html.js';
import { embedOf } from '../markup.js';
import type { EditorBlock } from './blocks.js';
import { renderBlocks } from './blocks.js';
import type { Place } from './place.js';
import { metaOf } from './wordpress-item.js';

type Meaning = (block: EditorBlock, place: Place, within: string[]) => string;

/** What is made anew at each view, from the rest of the site, and so has nothing to bring. */
const MADE_BY_THE_SITE =
  /^core\/(latest-posts|latest-comments|archives|calendar|categories|rss|search|tag-cloud|page-list|loginout|navigation|query|social-links|comments|template-part|avatar)$|^core\/(post|site)-/;
/** Holds nothing because nothing was put into it. */
const MAY_BE_EMPTY =
  /^core\/(paragraph|heading|spacer|separator|more|nextpage|column|columns|group|freeform|html)$/;

const MEANINGS: Record<string, Meaning> = {
  'core/block': reusable,
  'core/embed': embedded,
  'core/cover': covered,
  'core/footnotes': footnotes,
  'core/verse': ({ html }) => html.replace(/<(\/?)pre\b[^<>]*>/g, '<$1p>').replace(/\n(?=.)/g, '<br>\n'),
};

/** The HTML that stands for a block of the block editor; `within` has the reusable blocks that it stands in. */
export function renderEditorBlocks(content: string, place: Place, within: string[] = []): string {
  return renderBlocks(content, (block) => {
    const name = block.name.startsWith('core-embed/') ? 'core/embed' : block.name;
    const meaning = Object.hasOwn(MEANINGS, name) ? MEANINGS[name]! : kept;
    return meaning(block, place, within);
  });
}

function kept({ name, html }: EditorBlock, { losses }: Place): string {
  if (html.trim() === '' && !MAY_BE_EMPTY.test(name)) {
    const why = MADE_BY_THE_SITE.test(name)
      ? 'the site makes it anew at each view'
      : 'it holds no text of its own';
    losses.note(`the block ${name.replace(/^core\//, '')} is left out: ${why}`);
  }
  return html;
}

function reusable({ attributes }: EditorBlock, place: Place, within: string[]): string {
  const id = String(attributes.ref ?? '');
  const content = place.site.reusableBlocks.get(id);
  if (content !== undefined && !within.includes(id))
    return renderEditorBlocks(content, place, [...within, id]);
  place.losses.note(`the reusable block ${id} is not in the export, left out`);
  return '';
}

function embedded({ attributes, html }: EditorBlock, { losses }: Place): string {
  const written =
    typeof attributes.url === 'string' ? attributes.url : /https?:\/\/[^\s<>"]+/.exec(html)?.[0];
  return embedOf(written ?? '', losses, captionIn(html));
}

function captionIn(html: string): string {
  const opening = /<figcaption[^<>]*>/.exec(html);
  if (!opening) return '';
  const from = opening.index + opening[0].length;
  const to = html.indexOf('</figcaption>', from);
  return to < 0 ? '' : html.slice(from, to);
}

/** What the footnotes say stands beside the content. */
function footnotes(_block: EditorBlock, { item }: Place): string {
  const notes = z
    .array(z.object({ id: z.string(), content: z.string() }))
    .safeParse(json(metaOf(item, 'footnotes')));
  const lines = (notes.data ?? []).map(({ id, content }) => `<li id="${escapeHtml(id)}">${content}</li>`);
  return `<ol>${lines.join('')}</ol>`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The picture behind the text of a cover once stood in its style alone. */
function covered({ attributes, html }: EditorBlock): string {
  const { url, alt } = attributes;
  if (typeof url !== 'string' || /<(img|video)\b/i.test(html.slice(0, 2_000))) return html;
  const words = typeof alt === 'string' ? alt : '';
  return `<figure><img src="${escapeHtml(url)}" alt="${escapeHtml(words)}"></figure>${html}`;
}
