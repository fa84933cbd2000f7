import { slug as githubSlug } from 'github-slugger';

/** Letters that Unicode does not take apart into a base letter and an accent. */
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
 * A slug by the rules of github-slugger (lower case, letters of any script, digits, `-` and `_`), with
 * accents taken off Latin letters, dots as hyphens and no run of hyphens. '' when nothing is left.
 */
export function slugify(text: string): string {
  const plain = text
    .normalize('NFKD')
    // Only after Latin letters: in other scripts a mark can be a letter's whole sound.
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => TRANSLITERATIONS[letter]!)
    .replace(/[./]+/g, '-');
  return githubSlug(plain).replace(/-{2,}/g, '-').replace(/^-|-$/g, '');
}
