import type { Losses } from '../losses.js';
import { itemReader } from '../reading.js';
import { tidyCards } from './cards.js';
import type { GhostPost } from './ghost-post.js';
import { htmlOfLexical } from './lexical.js';
import { htmlOfMobiledoc } from './mobiledoc.js';
import type { GhostSite } from './site.js';

const GATED = /<!--\s*kg-gated-block:begin([^>]*?)-->([\s\S]*?)<!--\s*kg-gated-block:end\s*-->/g;

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
  return html.replace(GATED, (_whole, terms: string, inner: string) => {
    if (/nonMember:\s*true/.test(terms)) return inner;
    losses.note('a block that only members may read is left out');
    return '';
  });
}
