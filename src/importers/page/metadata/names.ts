import { slugify } from '../../../shared/text/slug.js';

const ROLE =
  /\b(editor|correspondent|reporter|staff|writer|contributor|columnist|journalist|producer|bureau|desk|director|professor|lecturer|researcher|photographer|agency|agencies|associated press|reuters|special to|in [A-Z]|for the|about|follow|read|min|minutes?|updated|published|posted|view|profile|share|email|@|https?:|\d)\b/iu;

/** The people of a byline such as `By Ada Marsh and Ben Okri, science editor`, in its order. */
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

/** Whether a line is a first and a last name, and nothing more. */
export function isBareName(line: string): boolean {
  return isName(line) && /^\p{Lu}[\p{L}.'’-]+(\s\p{Lu}[\p{L}.'’-]*){1,3}$/u.test(line);
}

/** Whether something can stand in a byline: a few words of which the first is a name. */
export function isName(text: string): boolean {
  if (text.length < 2 || text.length > 60 || slugify(text) === '' || text.includes('@')) return false;
  const words = text.split(' ');
  return words.length <= 6 && /^\p{Lu}|^\p{Lo}|^(de|van|von|al|el|la|bell)\b/u.test(text) && !ROLE.test(text);
}
