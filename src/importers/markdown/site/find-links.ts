import { visit } from 'unist-util-visit';
import { getOffsets } from '../get-offsets.js';
import { parseMarkdown } from '../parse-markdown.js';

/** The URL of a link or picture in a Markdown text. */
export interface FoundLink {
  url: string;
  /** Offsets of the URL in the text. */
  from: number;
  to: number;
}

const IN_HTML = /\s(?:href|src)=(["'])([^"']+)\1/gi;

/** Finds the URLs of links and pictures in HTML, in their order. */
export function findHtmlLinks(html: string): FoundLink[] {
  return [...html.matchAll(IN_HTML)].map((match) => {
    const [written, , url = ''] = match;
    const to = match.index + written.length - 1;
    return { url, from: to - url.length, to };
  });
}

/** Finds the URLs of links, pictures and definitions, and of links in HTML, in their order. */
export function findLinks(markdown: string): FoundLink[] {
  const links: FoundLink[] = [];
  const add = (url: string, from: number) => {
    if (from !== -1 && url !== '') links.push({ url, from, to: from + url.length });
  };
  visit(parseMarkdown(markdown), ['link', 'image', 'definition', 'html'], (node) => {
    const { from, to } = getOffsets(node);
    const source = markdown.slice(from, to);
    // A footnote of one word, `[^1]: Ibid.`, reads as a definition.
    if (source.startsWith('[^')) return;
    if ('url' in node) {
      const textEnd = 'children' in node ? (node.children.at(-1)?.position?.end.offset ?? from) : from;
      const index = source.lastIndexOf(node.url as string);
      if (index !== -1 && from + index >= textEnd) add(node.url as string, from + index);
    } else {
      for (const found of findHtmlLinks(source)) add(found.url, from + found.from);
    }
  });
  return links.sort((a, b) => a.from - b.from);
}
