import type { Element } from 'hast';
import { toText } from 'hast-util-to-text';
import type { CodeBlock } from './block.js';
import { isElement, substance } from './element-kinds.js';

/** Code as it was written, without the line break that ends its last line. */
export function codeBlock(pre: Element, html: string): CodeBlock {
  const [code, ...others] = substance(pre);
  const language = isElement(code, 'code') && others.length === 0 ? languageOf(code) : null;
  return {
    __typename: 'CodeBlock',
    html,
    code: toText(pre, { whitespace: 'pre' }).replace(/\n$/, ''),
    language,
  };
}

function languageOf(code: Element): string | null {
  const names = code.properties.className;
  const name = Array.isArray(names)
    ? names.map(String).find((each) => each.startsWith('language-'))
    : undefined;
  return name?.slice('language-'.length) ?? null;
}
