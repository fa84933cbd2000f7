import { slugify } from '../../../shared/text/slug.js';

const ROLE =
  /\b(editor|correspondent|reporter|staff|writer|contributor|columnist|journalist|producer|bureau|desk|director|professor|lecturer|researcher|photographer|agency|agencies|associated press|reuters|special to|in [A-Z]|for the|about|follow|read|min|minutes?|updated|published|posted|view|profile|share|email|@|https?:|\d)\b/iu;

const MONTH_OR_DAY =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?|(mon|tues|wednes|thurs|fri|satur|sun)day)$/iu;

/** Returns the names in a byline such as `By Ada Marsh and Ben Okri, science editor`, in order. */
export function parseBylineNames(byline: string): string[] {
  const line = byline
    .replace(/[^\s,;|]+/g, (word) => (isAddress(word) ? ' ' : word))
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /^(?:(?:written|words?|posted|published|story|text|reported|report|authored|von|par|por|di|door|by|author|authors)\b(?: ?[:|])? ?)+/iu,
      '',
    );
  const [people = ''] = line.split(/[|•·]| [–—-] | on (?=\p{L}+ \d)/u);
  const parts = people.split(/[,;/]| (?:and|und|et|y|e|en|with|&) /iu);
  return distinctNames(parts.map((part) => removeRepeat(part.trim())).filter(isName));
}

/** Returns true for a mail address, a handle or a URL. */
function isAddress(word: string): boolean {
  return word.includes('@') || /^\(?(https?:\/\/|www\.)/.test(word);
}

/** Returns the names without those that differ from an earlier one only in case or accents. */
export function distinctNames(names: string[]): string[] {
  const slugs = names.map((name) => slugify(name));
  return names.filter((name, i) => slugs.indexOf(slugify(name)) === i);
}

/** Returns `Ada Marsh` for `Ada Marsh Ada Marsh`, which a link with a hidden copy of its text gives. */
function removeRepeat(name: string): string {
  const words = name.split(' ');
  const half = words.slice(0, words.length / 2).join(' ');
  return words.length % 2 === 0 && half === words.slice(words.length / 2).join(' ') ? half : name;
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
  if (text.length < 2 || text.length > 60 || slugify(text) === '' || /[@\d]/.test(text)) return false;
  const words = text.split(' ');
  if (isDateText(words)) return false;
  return words.length <= 6 && /^\p{Lu}|^\p{Lo}|^(de|van|von|al|el|la|bell)\b/u.test(text) && !ROLE.test(text);
}

/**
 * Returns true if each word is the name of a month or a day. April and May are names of people when other
 * words follow.
 */
function isDateText(words: string[]): boolean {
  return words.every((word) => MONTH_OR_DAY.test(word.replace(/[.,]$/, '')));
}
