import { parseHtml } from '../../content/html/parse-html.js';
import { getBodyText } from '../../content/plain-text.js';
import { findElements } from '../html/hast.js';

/** Facts by which two versions of a text are compared. */
export interface PageFacts {
  words: string[];
  /** URLs of pictures, absolute where the base is known. */
  pictures: string[];
  /** URLs of links to other pages. */
  links: string[];
}

/** Collects the words, pictures and links of a text. `base` resolves relative URLs. Throws ContentRefusedError. */
export function collectPageFacts(html: string, base: string | null): PageFacts {
  const tree = parseHtml(html);
  const resolve = (url: unknown) => {
    const text = String(url ?? '').trim();
    return URL.canParse(text, base ?? undefined) ? new URL(text, base ?? undefined).href : text;
  };
  const pictures = findElements(tree, ({ tagName, properties }) => tagName === 'img' && !!properties.src);
  const links = findElements(
    tree,
    ({ tagName, properties }) => tagName === 'a' && /^[^#]/.test(String(properties.href ?? '').trim()),
  );
  return {
    words: splitWords(getBodyText(tree)),
    pictures: [...new Set(pictures.map(({ properties }) => resolve(properties.src)))],
    links: [...new Set(links.map(({ properties }) => resolve(properties.href)))],
  };
}

/** Splits a text into words in lower case, without punctuation. */
export function splitWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
