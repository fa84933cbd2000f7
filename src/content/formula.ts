import type { Element, ElementContent } from 'hast';
import { visitElements } from './html/visit-elements.js';

const TEX_ENCODING = /^(?:application\/x-tex|text\/x-latex)/i;
/** Elements within a formula that browsers do not show. */
const SILENT = new Set(['annotation', 'annotation-xml', 'style', 'script']);

/** Returns the TeX source of a formula in MathML, which generators add as an annotation; null if it has none. */
export function findTex(math: Element): string | null {
  let tex: string | null = null;
  visitElements(math, ({ tagName, properties, children }) => {
    if (tagName !== 'annotation' || !TEX_ENCODING.test(String(properties.encoding))) return;
    tex ??= children.map((child) => ('value' in child ? child.value : '')).join('');
  });
  return tex === null || String(tex).trim() === '' ? null : String(tex).trim();
}

/** Writes a formula in MathML in one line: `(a+b)/2`, `x^2`, `√(2)`. */
export function formatFormula(node: ElementContent): string {
  if (node.type === 'text') return node.value.replace(/\s+/g, ' ').trim();
  if (node.type !== 'element' || SILENT.has(node.tagName)) return '';
  const parts = node.children.map(formatFormula).filter((part) => part !== '');
  const [first = '', second = '', third = ''] = parts;
  switch (node.tagName) {
    case 'mfrac':
      return `${group(first)}/${group(second)}`;
    case 'msup':
    case 'mover':
      return `${first}^${group(second)}`;
    case 'msub':
    case 'munder':
      return `${first}_${group(second)}`;
    case 'msubsup':
    case 'munderover':
      return `${first}_${group(second)}^${group(third)}`;
    case 'msqrt':
      return `√(${parts.join('')})`;
    case 'mtr':
      return parts.join(', ');
    case 'mtable':
      return parts.join('; ');
    case 'mo':
      return /^[=<>≤≥≠≈+−±×·→-]$/.test(first) ? ` ${first} ` : first;
    default:
      return node.tagName === 'math' ? parts.join('').replace(/ {2,}/g, ' ').trim() : parts.join('');
  }
}

function group(text: string): string {
  return /^[\p{L}\p{N}.]*$/u.test(text) ? text : `(${text.trim()})`;
}
