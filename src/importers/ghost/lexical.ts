import { escapeHtml } from '../../shared/html.js';
import type { Losses } from '../losses.js';
import { cardHtml } from './card-html.js';

interface LexicalNode {
  type?: string;
  children?: LexicalNode[];
  text?: string;
  /** The bits of FORMATS, from the lowest. */
  format?: number | string;
  tag?: string;
  listType?: string;
  start?: number;
  url?: string;
}

/** In the order of Lexical: https://github.com/facebook/lexical/blob/main/packages/lexical/src/LexicalConstants.ts */
const FORMATS = ['strong', 'em', 's', 'u', 'code', 'sub', 'sup', 'mark'];
/** Levels of boxes in boxes beyond which nobody wrote a text. */
const MAX_DEPTH = 100;

/** The HTML of what Ghost's editor saved since version 5.30. */
export function htmlOfLexical(json: string, losses: Losses): string {
  try {
    const { root } = JSON.parse(json) as { root?: LexicalNode };
    return root ? inner(root, losses, 0) : '';
  } catch {
    losses.note('its text (lexical) is damaged and left out');
    return '';
  }
}

function inner({ children = [] }: LexicalNode, losses: Losses, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  return children.map((child) => htmlOf(child, losses, depth + 1)).join('');
}

function htmlOf(node: LexicalNode, losses: Losses, depth: number): string {
  const within = () => inner(node, losses, depth);
  const type = (node.type ?? '').replace(/^extended-/, '');
  switch (type) {
    case 'text':
    case 'tk':
      return formatted(node);
    case 'linebreak':
      return '<br>';
    case 'tab':
      return ' ';
    case 'paragraph':
      return `<p>${within()}</p>`;
    case 'heading': {
      const tag = /^h[1-6]$/.test(node.tag ?? '') ? node.tag : 'h2';
      return `<${tag}>${within()}</${tag}>`;
    }
    case 'quote':
    case 'aside':
      return `<blockquote><p>${within()}</p></blockquote>`;
    case 'list': {
      const start =
        node.listType === 'number' && (node.start ?? 1) > 1 ? ` start="${Number(node.start)}"` : '';
      return node.listType === 'number' ? `<ol${start}>${within()}</ol>` : `<ul>${within()}</ul>`;
    }
    case 'listitem':
      return `<li>${within()}</li>`;
    case 'link':
    case 'autolink':
    case 'at-link':
      return `<a href="${escapeHtml(node.url ?? '')}">${within()}</a>`;
    default:
      return node.children ? within() : cardHtml(type, node as Record<string, unknown>, losses);
  }
}

function formatted({ text = '', format }: LexicalNode): string {
  const bits = typeof format === 'number' ? format : 0;
  const tags = FORMATS.filter((_tag, i) => bits & (1 << i));
  return tags.reduce((html, tag) => `<${tag}>${html}</${tag}>`, escapeHtml(text));
}
