import { slug as githubSlug } from 'github-slugger';

/** Letters that Unicode does not decompose into a base letter and an accent. */
const TRANSLITERATIONS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * Makes a slug by the rules of github-slugger: lower case, letters of any script, digits, `-` and `_`. Also
 * removes accents from Latin letters, turns dots into hyphens and joins repeated hyphens. Removes `_` at the
 * beginning: Next.js and others have paths such as /_next. Returns '' if nothing remains.
 */
export function slugify(text: string): string {
  const plain = text
    .normalize('NFKD')
    // Latin letters only: in other scripts a mark can carry the letter's whole sound.
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => TRANSLITERATIONS[letter] ?? letter)
    .replace(/[./]+/g, '-');
  return githubSlug(plain)
    .replace(/-{2,}/g, '-')
    .replace(/^[-_]+|-$/g, '');
}
