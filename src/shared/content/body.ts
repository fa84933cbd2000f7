import type { Root } from 'hast';
import { minifyWhitespace } from 'hast-util-minify-whitespace';
import { sanitize } from 'hast-util-sanitize';
import { tidyAddresses } from './addresses.js';
import { setAnchors } from './anchors.js';
import { ContentRefusedError } from './content-refused.js';
import { settleFrames } from './frames.js';
import { parseHtml } from './parse-html.js';
import { SANITISE_SCHEMA } from './sanitise-schema.js';
import { tidyElements } from './tidy-elements.js';
import { toHtml } from './to-html.js';
import { layTopLevel } from './top-level.js';

const MAX_PASSES = 5;

/**
 * The sanitised tree of a body; every child of the root is one block.
 *
 * Cleaning is repeated on its own output until nothing changes: what is inspected is then exactly the tree
 * that a browser builds from our HTML, so markup cannot turn into other markup on the way to the reader.
 * Throws ContentRefusedError.
 */
export function settledBody(html: string): Root {
  let body = cleanBody(html);
  let written = bodyHtml(body);
  for (let pass = 1; pass < MAX_PASSES; pass += 1) {
    body = cleanBody(written);
    const rewritten = bodyHtml(body);
    if (rewritten === written) return body;
    written = rewritten;
  }
  throw new ContentRefusedError(
    `The body's HTML still reads differently after ${MAX_PASSES} corrections. Close and nest its tags properly.`,
  );
}

/** The blocks' HTML, one after the other. */
export function bodyHtml(body: Root): string {
  return body.children.map(toHtml).join('\n');
}

/** One pass of cleaning, for HTML that is known to come out settled. */
export function cleanBody(html: string): Root {
  const parsed = parseHtml(html);
  settleFrames(parsed);
  tidyAddresses(parsed);
  const body = sanitize(parsed, SANITISE_SCHEMA) as Root;
  tidyElements(body);
  layTopLevel(body);
  minifyWhitespace(body, { newlines: true });
  setAnchors(body);
  return body;
}
