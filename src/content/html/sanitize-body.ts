import type { Root } from 'hast';
import { minifyWhitespace } from 'hast-util-minify-whitespace';
import { sanitize } from 'hast-util-sanitize';
import { ContentRefusedError } from '../content-error.js';
import { assignAnchors } from './anchors.js';
import { normalizeElements } from './clean-elements.js';
import { normalizeIframes } from './normalize-iframes.js';
import { normalizeTopLevel } from './normalize-top-level.js';
import { normalizeUrls } from './normalize-urls.js';
import { parseHtml } from './parse-html.js';
import { SANITIZE_SCHEMA } from './sanitize-schema.js';
import { toHtml } from './to-html.js';

const MAX_PASSES = 5;

/**
 * The sanitised tree of a body; every child of the root is one block.
 *
 * Cleaning is repeated on its own output until nothing changes: what is inspected is then exactly the tree
 * that a browser builds from our HTML, so markup cannot turn into other markup on the way to the reader.
 * Throws ContentRefusedError.
 */
export function sanitizeToFixpoint(html: string): Root {
  let body = sanitizeOnce(html);
  let serialized = serializeBody(body);
  for (let pass = 1; pass < MAX_PASSES; pass += 1) {
    body = sanitizeOnce(serialized);
    const reserialized = serializeBody(body);
    if (reserialized === serialized) return body;
    serialized = reserialized;
  }
  throw new ContentRefusedError(
    `The body's HTML still reads differently after ${MAX_PASSES} corrections. Close and nest its tags properly.`,
  );
}

/** The blocks' HTML, one after the other. */
export function serializeBody(body: Root): string {
  return body.children.map(toHtml).join('\n');
}

/** One pass of cleaning, for HTML that is known to come out settled. */
export function sanitizeOnce(html: string): Root {
  const parsed = parseHtml(html);
  normalizeIframes(parsed);
  normalizeUrls(parsed);
  const body = sanitize(parsed, SANITIZE_SCHEMA) as Root;
  normalizeElements(body);
  normalizeTopLevel(body);
  minifyWhitespace(body, { newlines: true });
  assignAnchors(body);
  return body;
}
