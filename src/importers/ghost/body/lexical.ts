import { escapeHtml } from '../../../shared/text/html.js';
import type { ConversionWarnings } from '../../run/conversion-warnings.js';
import { renderCard } from './card-html.js';

interface LexicalNode {
  type?: string;
  children?: LexicalNode[];
  text?: string;
  /** Bit mask of FORMATS, lowest bit first. */
  format?: number | string;
  tag?: string;
  listType?: string;
  start?: number;
  url?: string;
}

/**
 * Text formats in the bit order of Lexical:
 * https://github.com/facebook/lexical/blob/main/packages/lexical/src/LexicalConstants.ts
 */
const FORMATS = ['strong', 'em', 's', 'u', 'code', 'sub', 'sup', 'mark'];
/** Deepest nesting that is rendered. Real texts stay far below it. */
const MAX_DEPTH = 100;

/** Renders Lexical, the format of Ghost's editor since version 5.30, as HTML. */
export function renderLexical(json: string, warnings: ConversionWarnings): string {
  try {
    const { root } = JSON.parse(json) as { root?: LexicalNode };
    return root ? renderChildren(root, warnings, 0) : '';
  } catch {
    warnings.add('the text (lexical) is invalid and was not imported');
    return '';
  }
}

function renderChildren({ children = [] }: LexicalNode, warnings: ConversionWarnings, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  return children.map((child) => renderNode(child, warnings, depth + 1)).join('');
}

function renderNode(node: LexicalNode, warnings: ConversionWarnings, depth: number): string {
  const renderInner = () => renderChildren(node, warnings, depth);
  const type = (node.type ?? '').replace(/^extended-/, '');
  switch (type) {
    case 'text':
    case 'tk':
      return renderText(node);
    case 'linebreak':
      return '<br>';
    case 'tab':
      return ' ';
    case 'paragraph':
      return `<p>${renderInner()}</p>`;
    case 'heading': {
      const tag = /^h[1-6]$/.test(node.tag ?? '') ? node.tag : 'h2';
      return `<${tag}>${renderInner()}</${tag}>`;
    }
    case 'quote':
    case 'aside':
      return `<blockquote><p>${renderInner()}</p></blockquote>`;
    case 'list': {
      const start =
        node.listType === 'number' && (node.start ?? 1) > 1 ? ` start="${Number(node.start)}"` : '';
      return node.listType === 'number' ? `<ol${start}>${renderInner()}</ol>` : `<ul>${renderInner()}</ul>`;
    }
    case 'listitem':
      return `<li>${renderInner()}</li>`;
    case 'link':
    case 'autolink':
    case 'at-link':
      return `<a href="${escapeHtml(node.url ?? '')}">${renderInner()}</a>`;
    default:
      return node.children ? renderInner() : renderCard(type, node as Record<string, unknown>, warnings);
  }
}

function renderText({ text = '', format }: LexicalNode): string {
  const bits = typeof format === 'number' ? format : 0;
  const tags = FORMATS.filter((_tag, i) => bits & (1 << i));
  return tags.reduce((html, tag) => `<${tag}>${html}</${tag}>`, escapeHtml(text));
}
