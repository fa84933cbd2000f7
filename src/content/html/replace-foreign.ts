import type { Element, ElementContent, Root } from 'hast';
import { visitElements } from './visit-elements.js';

/** Class name of formulas in TeX, as GitHub and remark-math write them. */
const FORMULA_CLASS = 'language-math';
/** Elements of a drawing that have words for readers. */
const WORDED = new Set(['title', 'desc', 'text']);
/** Elements that the sanitizer removes with text that readers would miss. */
const REMOVED = new Set(
  ['textarea', 'select', 'datalist', 'template', 'noscript', 'noembed', 'xmp', 'plaintext', 'applet'].concat([
    'noframes',
    'frameset',
  ]),
);
const SILENT = new Set(['annotation', 'annotation-xml', 'style', 'script']);

/**
 * Replaces formulas in MathML by their TeX source or their text, and drawings in SVG by their words. Returns
 * the losses for readers, including elements that the sanitizer removes with their text.
 */
export function replaceForeign(tree: Root): string[] {
  const losses = new Set<string>();
  visitElements(tree, (element, index, parent) => {
    if (element.tagName === 'math') parent.children[index] = replaceFormula(element, losses);
    else if (element.tagName === 'svg') parent.children[index] = replaceDrawing(element, losses);
    else if (REMOVED.has(element.tagName) && getText(element) !== '')
      losses.add(`<${element.tagName}> was removed with its text.`);
  });
  return [...losses];
}

function replaceFormula(math: Element, losses: Set<string>): ElementContent {
  const tex = findTex(math);
  if (tex === null) {
    losses.add('A formula (<math>) without its TeX source was replaced by its text.');
    return createText(formatFormula(math));
  }
  losses.add('A formula (<math>) was replaced by its TeX source, as code of the language "math".');
  const children = [createText(tex)];
  const code: Element = {
    type: 'element',
    tagName: 'code',
    properties: { className: [FORMULA_CLASS] },
    children,
  };
  if (math.properties.display !== 'block') return code;
  return { type: 'element', tagName: 'pre', properties: {}, children: [code] };
}

/** Finds the TeX source of a formula, which generators add as an annotation. */
function findTex(math: Element): string | null {
  let tex: string | null = null;
  visitElements(math, ({ tagName, properties, children }) => {
    if (tagName !== 'annotation' || !/^application\/x-tex|^text\/x-latex/i.test(String(properties.encoding)))
      return;
    tex ??= children.map((child) => ('value' in child ? child.value : '')).join('');
  });
  return tex === null || String(tex).trim() === '' ? null : String(tex).trim();
}

/** Writes a formula in one line: `(a+b)/2`, `x^2`, `√(2)`. */
function formatFormula(node: ElementContent): string {
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

function replaceDrawing(svg: Element, losses: Set<string>): ElementContent {
  const words: string[] = [];
  const label = String(svg.properties.ariaLabel ?? '').trim();
  if (label !== '') words.push(label);
  visitElements(svg, (element) => {
    if (!WORDED.has(element.tagName)) return;
    const text = getText(element);
    if (text !== '' && !words.includes(text)) words.push(text);
  });
  const isDecorative = String(svg.properties.ariaHidden) === 'true';
  if (words.length > 0)
    losses.add('A drawing (<svg>) was replaced by its words. Upload it as a file to show it as a picture.');
  else if (!isDecorative)
    losses.add('A drawing (<svg>) without words was removed. Upload it as a file to show it as a picture.');
  return createText(isDecorative ? '' : words.join(' '));
}

function createText(value: string): ElementContent {
  return { type: 'text', value };
}

function getText(node: Element | ElementContent): string {
  if (node.type === 'text') return node.value.replace(/\s+/g, ' ').trim();
  if (node.type !== 'element') return '';
  // The parser puts the content of a <template> into a separate property, not its children.
  const children = [...node.children, ...((node.content?.children ?? []) as ElementContent[])];
  return children.map(getText).filter(Boolean).join(' ');
}
