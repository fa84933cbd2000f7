import type { ImportedArticle } from '../run/imported-article.js';

/** Tags that make a difference to readers. Others are boxes, which sanitising removes. */
const MEANINGFUL =
  /^(h[1-6]|li|ol|ul|blockquote|pre|code|table|tr|td|th|em|strong|b|i|s|del|sup|sub|details|summary|hr)$/;
const TAG = /<(\/?)([a-z][a-z0-9]*)\b([^<>]*)>/gi;
/** Suffix of the smaller copies of a picture that WordPress makes. */
const SIZE = /-\d+x\d+(?=\.\w+$)/;

/**
 * Returns the text by which two readings of an article are compared. Pages have typographic signs, class
 * names of the theme and smaller copies of pictures, which are no changes of the article.
 */
export function describeForComparison({ title, standfirst, body }: ImportedArticle): string {
  return JSON.stringify([title, standfirst ?? '', describeMarkup(body.text)].map(replaceTypography));
}

/** Words that an explanation quotes from the first that differs. */
const QUOTED_WORDS = 8;

type Texts = Pick<ImportedArticle, 'title' | 'standfirst' | 'body'>;

/**
 * Describes the difference between two readings of an article that has the same text according to WordPress.
 */
export function explainUpdate(former: Texts, now: Texts): string {
  const differences = [
    ['title', former.title, now.title],
    ['standfirst', former.standfirst ?? '', now.standfirst ?? ''],
    ['text', former.body.text, now.body.text],
  ].flatMap(([name, before = '', after = '']) => {
    const difference = quoteDifference(listWords(before), listWords(after));
    return difference === null ? [] : [`the ${name} has ${difference}`];
  });
  if (differences.length === 0) {
    const difference = quoteDifference(listElements(former.body.text), listElements(now.body.text), 1);
    differences.push(
      difference === null
        ? 'details such as links within the site or former addresses are others'
        : `the text has ${difference}`,
    );
  }
  const found = differences.join(', ');
  return `WordPress has not changed it since its last import, but gives it differently here: ${found}`;
}

function quoteDifference(before: string[], after: string[], quoted = QUOTED_WORDS): string | null {
  const place = after.findIndex((word, i) => word !== before[i]);
  const from = place === -1 ? after.length : place;
  if (from === after.length && before.length === after.length) return null;
  const quote = (words: string[]) => {
    const some = words.slice(from, from + quoted).join(' ');
    return some === '' ? 'nothing' : `"${some.slice(0, 100)}"`;
  };
  return `${quote(after)} in place of ${quote(before)}`;
}

/** Lists the elements that make a difference, such as `[h2]` and `[img https://old.example/a.jpg]`. */
function listElements(html: string): string[] {
  // Links within the site are paths here, but URLs in the text that was read.
  const elements = [...describeMarkup(html).matchAll(/\[[^[\]]*\]/g)].map(([element]) => element);
  return elements.filter((element) => !/^\[a (?!https?:)/.test(element));
}

function listWords(html: string): string[] {
  const text = removeComments(html).replace(TAG, ' ');
  return replaceTypography(decodeAmpersand(text)).split(' ').filter(Boolean);
}

function describeMarkup(html: string): string {
  return removeComments(html).replace(TAG, (_whole, slash: string, name: string, attributes: string) => {
    const tag = name.toLowerCase();
    if (slash !== '') return ' ';
    const [, url = ''] = /\s(?:href|src)="([^"]*)"/.exec(attributes) ?? [];
    if (url !== '') return ` [${tag} ${decodeAmpersand(url).replace(SIZE, '')}] `;
    return MEANINGFUL.test(tag) ? ` [${tag}] ` : ' ';
  });
}

/** Removes comments except the one that ends the free preview. */
function removeComments(html: string): string {
  const [start = '', ...rest] = html.split('<!--');
  const kept = rest.map((part) =>
    part.startsWith('members-only') ? `<!--${part}` : part.split('-->').slice(1).join('-->'),
  );
  return start + kept.join('');
}

function decodeAmpersand(url: string): string {
  return url.replace(/&(amp|#38|#x26);/gi, '&');
}

/** Replaces the signs that WordPress writes for others when it shows a text. */
function replaceTypography(text: string): string {
  return text
    .replace(/&nbsp;/g, ' ')
    .replace(/[‘’‚‛′`]/g, "'")
    .replace(/[“”„″]|''|&quot;/g, '"')
    .replace(/[–—]|-{2,3}/g, '-')
    .replace(/…/g, '...')
    .replace(/×/g, 'x')
    .replace(/™/g, '(tm)')
    .replace(/\s+/g, ' ')
    .trim();
}
