import { slugify } from '../../../shared/text/slug.js';

const ROLE =
  /\b(editor|correspondent|reporter|staff|writer|contributor|columnist|journalist|producer|bureau|desk|director|professor|lecturer|researcher|photographer|agency|agencies|associated press|reuters|special to|in [A-Z]|for the|about|follow|read|min|minutes?|updated|published|posted|view|profile|share|email|@|https?:|\d)\b/iu;

/** Returns the names in a byline such as `By Ada Marsh and Ben Okri, science editor`, in order. */
export function parseBylineNames(byline: string): string[] {
  const line = byline
    .replace(/@[\w.]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /^(?:(?:written|words?|posted|published|story|text|reported|report|authored|von|par|por|di|door|by|author|authors)\b(?: ?[:|])? ?)+/iu,
      '',
    );
  const parts = line
    .split(/[|•·]| [–—-] | on (?=\p{L}+ \d)/u)[0]!
    .split(/[,;/]| (?:and|und|et|y|e|en|with|&) /iu);
  return [...new Set(parts.map((part) => part.trim()).filter(isName))];
}

/** Returns true if a line consists of a person's name and nothing else. */
export function isBareName(line: string): boolean {
  return isName(line) && /^\p{Lu}[\p{L}.'’-]+(\s\p{Lu}[\p{L}.'’-]*){1,3}$/u.test(line);
}

/**
 * Returns true if a text may be a name in a byline: at most six words, the first capitalized, and no job
 * title.
 */
export function isName(text: string): boolean {
  if (text.length < 2 || text.length > 60 || slugify(text) === '' || text.includes('@')) return false;
  const words = text.split(' ');
  return words.length <= 6 && /^\p{Lu}|^\p{Lo}|^(de|van|von|al|el|la|bell)\b/u.test(text) && !ROLE.test(text);
}
