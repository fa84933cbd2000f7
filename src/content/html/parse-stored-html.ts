import type { Root } from 'hast';
import { fromParse5 } from 'hast-util-from-parse5';
import { parseFragment } from 'parse5';

/** Parses HTML of a stored body. Checks no limits, because the body was within them when it was saved. */
export function parseStoredHtml(html: string): Root {
  return fromParse5(parseFragment(html)) as Root;
}
