import type { RobotsColumns } from '../../shared/robots.js';
import { readDirectives } from '../run/noindex.js';

/** Reads the robots tags in the code that editors add to the head of a page, since Ghost has no field for them. */
export function readRobotsTags(head: string): RobotsColumns {
  const tags = (head.match(/<meta\b[^<>]*>/gi) ?? []).filter((tag) =>
    /\bname\s*=\s*["']?(robots|googlebot)\b/i.test(tag),
  );
  const contents = tags.map((tag) => /\bcontent\s*=\s*["']?([^"'>]*)/i.exec(tag)?.[1] ?? '');
  return readDirectives(contents.join(','));
}
