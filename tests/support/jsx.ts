import { escapeHtml } from '../../src/shared/text/html.js';

/** HTML of an element. */
class Rendered {
  constructor(readonly html: string) {}
}

type Child = Rendered | string | number | boolean | null | undefined | Child[];
type Props = Record<string, unknown> | null;
type Component = (props: object) => Child;

const VOID_TAGS = new Set(['br', 'hr', 'img']);
const ATTRIBUTES = new Set(['alt', 'href', 'id', 'src', 'title', 'value']);

/** Renders an element at once, as far as tests compare pages: JSX calls it. */
export function createElement(tag: string | Component, props: Props, ...children: Child[]): Child {
  if (typeof tag === 'function') return tag({ ...props, children });
  const attributes = Object.entries(props ?? {})
    .filter(([name, value]) => ATTRIBUTES.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`)
    .join('');
  const end = VOID_TAGS.has(tag) ? '' : `${renderElement(children)}</${tag}>`;
  return new Rendered(`<${tag}${attributes}>${end}`);
}

/** Returns the HTML of what a component returned. */
export function renderElement(child: Child): string {
  if (Array.isArray(child)) return child.map(renderElement).join('');
  if (child instanceof Rendered) return child.html;
  return typeof child === 'string' || typeof child === 'number' ? escapeHtml(String(child)) : '';
}
