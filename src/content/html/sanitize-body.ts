import type { Root, RootContent } from 'hast';
import { minifyWhitespace } from 'hast-util-minify-whitespace';
import { sanitize } from 'hast-util-sanitize';
import { ContentRefusedError } from '../content-error.js';
import { assignAnchors } from './anchors.js';
import { normalizeElements } from './clean-elements.js';
import { isBlockElement } from './element-kinds.js';
import { normalizeIframes } from './normalize-iframes.js';
import { normalizeSocialPosts } from './normalize-social-posts.js';
import { normalizeTopLevel } from './normalize-top-level.js';
import { normalizeUrls } from './normalize-urls.js';
import { normalizeWordPress } from './normalize-wordpress.js';
import { parseHtml } from './parse-html.js';
import { isPlainTree } from './plain-tree.js';
import { type Losses, replaceForeign } from './replace-foreign.js';
import { SANITIZE_SCHEMA } from './sanitize-schema.js';
import { toHtml } from './to-html.js';

const MAX_PASSES = 5;
/** White space at an edge of a text, in a row, or of another kind than a space or line break; or no text. */
const REMOVABLE_SPACE = /^$|^[ \n]|[ \n]$|[ \n]{2}|[\t\v\f\r]/;

/** A sanitised body. */
export interface SanitizedBody {
  /** Tree in which every child of the root is a block. */
  body: Root;
  losses: Losses;
  /** True if the first pass gave the final HTML, so that sanitizeOnce gives it for the same source. */
  isFirstPass: boolean;
}

/**
 * Sanitises a body. Repeats until the output is stable, so that a browser builds exactly the inspected tree from
 * our HTML, unless the body is so plain that it is; throws ContentRefusedError.
 */
export function sanitizeToFixpoint(html: string): SanitizedBody {
  const losses: Losses = { removed: new Set(), dropped: new Set() };
  let body = sanitizeOnce(html, losses);
  if (isPlainTree(body)) return { body, losses, isFirstPass: true };
  let serialized = serializeBody(body);
  for (let pass = 1; pass < MAX_PASSES; pass += 1) {
    body = sanitizeOnce(serialized);
    const reserialized = serializeBody(body);
    if (reserialized === serialized) return { body, losses, isFirstPass: pass === 1 };
    serialized = reserialized;
  }
  throw new ContentRefusedError(
    `The HTML of the body is invalid: it cannot be normalised in ${MAX_PASSES} passes. Close and nest the tags correctly.`,
  );
}

/** Serialises the blocks, one after the other. */
export function serializeBody(body: Root): string {
  return body.children.map(toHtml).join('\n');
}

/** Sanitizes in one pass, for HTML with output that is known to be stable. Adds what is lost. */
export function sanitizeOnce(
  html: string,
  losses: Losses = { removed: new Set(), dropped: new Set() },
): Root {
  const parsed = parseHtml(html);
  replaceForeign(parsed, losses);
  normalizeIframes(parsed);
  normalizeSocialPosts(parsed);
  normalizeWordPress(parsed);
  normalizeUrls(parsed);
  const body = sanitize(parsed, SANITIZE_SCHEMA) as Root;
  normalizeElements(body);
  normalizeTopLevel(body);
  removeInvisibleSpace(body);
  assignAnchors(body);
  return body;
}

/** Removes white space that browsers do not show. Blocks without any are left out, since each node takes time. */
function removeInvisibleSpace(body: Root): void {
  // The space around elements that the library does not know as blocks depends on those beside them.
  const isSeparate = body.children.every(
    (child) => child.type === 'element' && isBlockElement(child) && child.tagName !== 'details',
  );
  const part: Root = isSeparate ? { type: 'root', children: body.children.filter(hasRemovableSpace) } : body;
  minifyWhitespace(part, { newlines: true });
}

/** Returns true if a text in the node is empty, has more than one space or line break in a row, or one at an edge. */
function hasRemovableSpace(node: RootContent): boolean {
  if (node.type === 'text') return REMOVABLE_SPACE.test(node.value);
  return 'children' in node && node.children.some(hasRemovableSpace);
}
