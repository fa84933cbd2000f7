import type { ImportedArticle } from '../run/imported-article.js';

/** Tags that make a difference to readers. Others are boxes, which sanitising removes. */
const MEANINGFUL =
  /^(h[1-6]|li|ol|ul|blockquote|pre|code|table|tr|td|th|em|strong|b|i|s|del|sup|sub|details|summary|hr)$/;
const TAG = /<(\/?)([a-z][a-z0-9]*)\b([^<>]*)>/gi;
/** Suffix of the smaller copies of a picture that WordPress makes. */
const SIZE = /-\d+x\d+(?=\.\w+$)/;

/**
 * Returns what two readings of an article are compared by. Pages have typographic signs for what the editor wrote,
 * class names of the theme and smaller copies of pictures; none of these is a change of the article.
 */
export function describeForComparison({ title, standfirst, body }: ImportedArticle): string {
  return JSON.stringify([title, standfirst ?? '', describeMarkup(body.text)].map(replaceTypography));
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
