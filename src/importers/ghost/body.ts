import type { Losses } from '../losses.js';
import { itemReader } from '../reading.js';
import { tidyCards } from './cards.js';
import type { GhostPost } from './ghost-post.js';
import { htmlOfLexical } from './lexical.js';
import { htmlOfMobiledoc } from './mobiledoc.js';
import type { GhostSite } from './site.js';

const GATE = /<!--\s*kg-gated-block:(begin|end)\b([^<>]*)-->/g;

/** The body of a post as plain HTML: as Ghost rendered it, else from what its editor wrote. Throws ContentRefusedError. */
export function bodyOf(post: GhostPost, site: GhostSite, losses: Losses): string {
  return tidyCards(markupOf(post, site, losses), losses);
}

/** Does the same in the reading thread. */
export async function readBody(post: GhostPost, site: GhostSite, losses: Losses): Promise<string> {
  const read = await itemReader.read('ghostCards', markupOf(post, site, losses));
  for (const [text, times] of read.losses) losses.note(text, times);
  return read.html;
}

function markupOf(post: GhostPost, site: GhostSite, losses: Losses): string {
  return withoutGated(site.resolve(writtenOf(post, losses)), losses);
}

function writtenOf({ html, lexical, mobiledoc }: GhostPost, losses: Losses): string {
  if (html.trim() !== '') return html;
  if (lexical.trim() !== '') return htmlOfLexical(lexical, losses);
  return mobiledoc.trim() === '' ? '' : htmlOfMobiledoc(mobiledoc, losses);
}

/** Blocks for members alone stand in the HTML that Ghost keeps, and are taken out as a page is shown. */
function withoutGated(html: string, losses: Losses): string {
  let kept = '';
  let from = 0;
  let opening: RegExpExecArray | null = null;
  for (const gate of html.matchAll(GATE)) {
    if (gate[1] === 'begin') opening ??= gate;
    else if (opening) {
      kept += html.slice(from, opening.index);
      if (/nonMember:\s*true/.test(opening[2]!))
        kept += html.slice(opening.index + opening[0].length, gate.index);
      else losses.note('a block that only members may read is left out');
      from = gate.index + gate[0].length;
      opening = null;
    }
  }
  return kept + html.slice(from);
}
