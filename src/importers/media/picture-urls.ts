import { decodeAttribute } from '../../content/html/decode-attribute.js';
import type { RichTextSource } from '../../content/rich-text.js';

/** URL of an <img> or the poster of a video, in HTML and in HTML within Markdown. */
const IN_HTML = /(<(?:img|video)\b[^<>]*?\s(?:src|poster)=)("[^"<>]*"|'[^'<>]*')/gi;
/** URL of a picture in Markdown: `![alt](url "title")`. */
const IN_MARKDOWN = /(!\[[^\][]*\]\(\s*)(<[^<>\n]*>|[^\s()<>]+)/g;
/** URL of a picture that Markdown defines for references to it: `[boat]: boat.jpg`. */
const IN_DEFINITION =
  /(^ {0,3}\[[^\][\n]{1,999}\]:[ \t]*)(<[^<>\n]*\.(?:jpe?g|png|gif|webp|avif|svg)>|[^\s<>]+\.(?:jpe?g|png|gif|webp|avif|svg)(?=[?#\s]|$))/gim;
/** Further sizes of a copied picture, which would lead to the former site. */
const SRCSET = /(<img\b[^<>]*?)\s(?:srcset|sizes)=(?:"[^"<>]*"|'[^'<>]*')/gi;

/** Lists the URLs of the pictures in a body. */
export function findPictureUrls({ format, text }: RichTextSource): string[] {
  const found: string[] = [];
  replaceUrls({ format, text }, (url) => {
    found.push(url);
    return null;
  });
  return [...new Set(found)];
}

/** Replaces the URLs of pictures in a body; those for which `find` returns null are kept. */
export function replacePictureUrls(
  body: RichTextSource,
  find: (url: string) => string | null,
): RichTextSource {
  let isChanged = false;
  const text = replaceUrls(body, (url) => {
    const replacement = find(url);
    isChanged ||= replacement !== null;
    return replacement;
  });
  if (!isChanged) return body;
  // Repeated, since an element has up to two of them.
  return { ...body, text: text.replace(SRCSET, '$1').replace(SRCSET, '$1') };
}

function replaceUrls({ format, text }: RichTextSource, find: (url: string) => string | null): string {
  const replace = (whole: string, before: string, quoted: string) => {
    const isQuoted = /^["'<]/.test(quoted);
    const url = decodeAttribute(isQuoted ? quoted.slice(1, -1) : quoted).trim();
    const replacement = url === '' || /^(data|blob):/i.test(url) ? null : find(url);
    if (replacement === null) return whole;
    return before + (isQuoted && quoted[0] !== '<' ? `${quoted[0]}${replacement}${quoted[0]}` : replacement);
  };
  const inHtml = text.replace(IN_HTML, replace);
  if (format !== 'markdown') return inHtml;
  return inHtml.replace(IN_MARKDOWN, replace).replace(IN_DEFINITION, replace);
}
