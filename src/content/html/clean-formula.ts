import type { Element, ElementContent } from 'hast';
import { findTex } from '../formula.js';

/** Elements of MathML Core that hold text. They may hold HTML too, which is reduced to its text. */
const TOKENS = ['mi', 'mn', 'mo', 'ms', 'mtext'];
/** Elements of MathML Core that hold others, and `menclose`, which browsers show as a row if they do not know it. */
const CONTAINERS = (
  'mrow mfrac msqrt mroot mstyle merror mpadded mphantom menclose msub msup msubsup munder mover munderover ' +
  'mmultiscripts mprescripts mspace mtable mtr mtd'
).split(' ');
/** Elements that are shown by no browser, with their content. */
const HIDDEN = new Set(['annotation', 'annotation-xml', 'script', 'style', 'template', 'svg']);
const NAMES = new Set([...TOKENS, ...CONTAINERS]);
const TEX = 'application/x-tex';

/** Elements within a formula of a body. */
export const FORMULA_ELEMENTS = [...NAMES, 'semantics', 'annotation'];

const BOOLEAN = /^(?:true|false)$/;
const LENGTH = /^[+-]?\d{0,4}(?:\.\d{1,4})?(?:em|ex|px|pt|pc|in|cm|mm|rem|%)?$/;
const COUNT = /^\d{1,3}$/;

const FLAGS = 'displaystyle accent accentunder fence separator stretchy symmetric largeop movablelimits';
const LENGTHS = 'width height depth voffset lspace rspace minsize maxsize linethickness';

/** Attributes of all elements of formulas, with their values. None of them names a URL, a style or an identifier. */
export const FORMULA_ATTRIBUTES: [string, RegExp][] = [
  ...FLAGS.split(' ').map((name): [string, RegExp] => [name, BOOLEAN]),
  ...LENGTHS.split(' ').map((name): [string, RegExp] => [name, LENGTH]),
  ['scriptlevel', /^[+-]?\d{1,2}$/],
  ['mathvariant', /^[a-z-]{1,30}$/],
  ['columnalign', /^(?:left|center|right|\s){1,200}$/],
  ['notation', /^[a-z ]{1,60}$/],
  ['rowSpan', COUNT],
  ['columnspan', COUNT],
];

/**
 * Returns a formula of MathML Core with text in its tokens alone, and its TeX source as an annotation. Without other
 * markup in it, a browser builds the same tree from its HTML. Attributes are left to the sanitizer.
 */
export function cleanFormula(math: Element): Element {
  const children = math.children.flatMap(cleanNode);
  const tex = findTex(math);
  if (tex === null) return { ...math, children };
  const [shown, ...others] = children;
  const row = shown && others.length === 0 ? shown : createElement('mrow', children);
  const annotation = createElement('annotation', [{ type: 'text', value: tex }]);
  annotation.properties.encoding = TEX;
  return { ...math, children: [createElement('semantics', [row, annotation])] };
}

/** Returns the elements that stand for a node; those of an unknown element are its children. */
function cleanNode(node: ElementContent): Element[] {
  if (node.type === 'text') {
    // Text outside tokens is invalid, but browsers show it.
    return node.value.trim() === ''
      ? []
      : [createElement('mtext', [{ type: 'text', value: node.value.trim() }])];
  }
  if (node.type !== 'element' || HIDDEN.has(node.tagName)) return [];
  if (TOKENS.includes(node.tagName)) return [cleanToken(node)];
  const children = node.children.flatMap(cleanNode);
  if (node.tagName === 'mfenced') return [createFence(node, children)];
  return NAMES.has(node.tagName) ? [{ ...node, children }] : children;
}

function cleanToken(token: Element): Element {
  const value = getShownText(token).replace(/\s+/g, ' ').trim();
  return { ...token, children: value === '' ? [] : [{ type: 'text', value }] };
}

function getShownText(node: ElementContent): string {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element' || HIDDEN.has(node.tagName)) return '';
  return node.children.map(getShownText).join('');
}

/** Writes the brackets and commas that `mfenced` has as attributes, since MathML Core has no such element. */
function createFence({ properties }: Element, children: Element[]): Element {
  const { open = '(', close = ')', separators = ',' } = properties;
  const signs = [...String(separators).replace(/\s/g, '')];
  const items = children.flatMap((child, i) => {
    const sign = signs[Math.min(i, signs.length) - 1] ?? signs.at(-1);
    return i === 0 || sign === undefined ? [child] : [createSign(sign), child];
  });
  return createElement('mrow', [createSign(String(open)), ...items, createSign(String(close))]);
}

function createSign(value: string): Element {
  return createElement('mo', value === '' ? [] : [{ type: 'text', value }]);
}

function createElement(tagName: string, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties: {}, children };
}
