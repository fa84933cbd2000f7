import type { ConversionWarnings } from '../../run/conversion-warnings.js';
import { itemReader } from '../../run/reading.js';
import type { GhostPost } from '../ghost-post.js';
import type { GhostSite } from '../site.js';
import { normalizeCards } from './cards.js';
import { renderLexical } from './lexical.js';
import { renderMobiledoc } from './mobiledoc.js';

const GATE = /<!--\s*kg-gated-block:(begin|end)\b([^<>]*)-->/g;

/** The body of a post as plain HTML: as Ghost rendered it, else from what its editor wrote. Throws ContentRefusedError. */
export function renderBody(post: GhostPost, site: GhostSite, warnings: ConversionWarnings): string {
  return normalizeCards(renderMarkup(post, site, warnings), warnings);
}

/** Does the same in the reading thread. */
export async function readBody(
  post: GhostPost,
  site: GhostSite,
  losses: ConversionWarnings,
): Promise<string> {
  const read = await itemReader.read('ghostCards', renderMarkup(post, site, losses));
  for (const [text, times] of read.losses) losses.add(text, times);
  return read.html;
}

function renderMarkup(post: GhostPost, site: GhostSite, losses: ConversionWarnings): string {
  return stripGatedBlocks(site.resolveUrls(getSourceHtml(post, losses)), losses);
}

function getSourceHtml({ html, lexical, mobiledoc }: GhostPost, warnings: ConversionWarnings): string {
  if (html.trim() !== '') return html;
  if (lexical.trim() !== '') return renderLexical(lexical, warnings);
  return mobiledoc.trim() === '' ? '' : renderMobiledoc(mobiledoc, warnings);
}

/** Blocks for members alone stand in the HTML that Ghost keeps, and are taken out as a page is shown. */
function stripGatedBlocks(html: string, warnings: ConversionWarnings): string {
  let kept = '';
  let from = 0;
  let opening: RegExpExecArray | null = null;
  for (const gate of html.matchAll(GATE)) {
    if (gate[1] === 'begin') opening ??= gate;
    else if (opening) {
      kept += html.slice(from, opening.index);
      if (/nonMember:\s*true/.test(opening[2]!))
        kept += html.slice(opening.index + opening[0].length, gate.index);
      else warnings.add('a block that only members may read is left out');
      from = gate.index + gate[0].length;
      opening = null;
    }
  }
  return kept + html.slice(from);
}
