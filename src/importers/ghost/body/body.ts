import { PREVIEW_END, splitAtPreviewEnd } from '../../../content/free-preview.js';
import type { ConversionWarnings } from '../../run/conversion-warnings.js';
import { itemReader } from '../../run/reading.js';
import type { GhostPost } from '../ghost-post.js';
import type { GhostSite } from '../site.js';
import { normalizeCards } from './cards.js';
import { renderLexical } from './lexical.js';
import { renderMobiledoc } from './mobiledoc.js';

const GATE = /<!--\s*kg-gated-block:(begin|end)\b([^<>]*)-->/g;

/**
 * Renders the body of a post as plain HTML: from Ghost's own HTML, else from the editor's format. Throws
 * ContentRefusedError.
 */
export function renderBody(post: GhostPost, site: GhostSite, warnings: ConversionWarnings): string {
  return normalizeCards(renderMarkup(post, site, warnings), warnings, site.url);
}

/** Renders the body like renderBody, with the end of the free preview. Converts cards in the reading worker. */
export async function readBody(
  post: GhostPost,
  site: GhostSite,
  losses: ConversionWarnings,
): Promise<string> {
  const parts: string[] = [];
  for (const part of splitAtPreviewEnd(renderMarkup(post, site, losses))) {
    const read = await itemReader.read('ghostCards', part ?? '', site.url);
    for (const [text, times] of read.losses) losses.add(text, times);
    parts.push(read.html);
  }
  return parts.join(PREVIEW_END);
}

function renderMarkup(post: GhostPost, site: GhostSite, losses: ConversionWarnings): string {
  return stripGatedBlocks(site.resolveUrls(getSourceHtml(post, losses)), losses);
}

function getSourceHtml({ html, lexical, mobiledoc }: GhostPost, warnings: ConversionWarnings): string {
  if (html.trim() !== '') return html;
  if (lexical.trim() !== '') return renderLexical(lexical, warnings);
  return mobiledoc.trim() === '' ? '' : renderMobiledoc(mobiledoc, warnings);
}

/**
 * Removes blocks that only members may read. Ghost stores them in a post's HTML and filters them when it
 * serves a page.
 */
function stripGatedBlocks(html: string, warnings: ConversionWarnings): string {
  let kept = '';
  let from = 0;
  let opening: RegExpExecArray | null = null;
  for (const gate of html.matchAll(GATE)) {
    if (gate[1] === 'begin') opening ??= gate;
    else if (opening) {
      kept += html.slice(from, opening.index);
      if (/nonMember:\s*true/.test(opening[2] ?? ''))
        kept += html.slice(opening.index + opening[0].length, gate.index);
      else warnings.add('a block for members only was removed');
      from = gate.index + gate[0].length;
      opening = null;
    }
  }
  return kept + html.slice(from);
}
