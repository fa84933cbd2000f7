import type { Element } from 'hast';
import { toText } from 'hast-util-to-text';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import type { StoredCode } from './stored-block.js';

/** Converts a <pre> to a code block, without the final line break. */
export function toCodeBlock(pre: Element, html: string): StoredCode {
  const [code, ...others] = getNonBlankChildren(pre);
  const language = isElement(code, 'code') && others.length === 0 ? getLanguage(code) : null;
  return {
    __typename: 'CodeBlock',
    html,
    code: toText(pre, { whitespace: 'pre' }).replace(/\n$/, ''),
    language,
  };
}

function getLanguage(code: Element): string | null {
  const names = code.properties.className;
  const name = Array.isArray(names)
    ? names.map(String).find((each) => each.startsWith('language-'))
    : undefined;
  return name?.slice('language-'.length) ?? null;
}
