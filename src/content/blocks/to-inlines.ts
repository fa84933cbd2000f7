import type { Element, ElementContent } from 'hast';
import { getOwn } from '../../shared/get-own.js';
import { findTex, formatFormula } from '../formula.js';
import { isBlockElement, isElement } from '../html/element-kinds.js';
import { toHtml } from '../html/to-html.js';
import { toPlainText } from '../plain-text.js';
import type { BlockImage } from './block-image.js';
import { getImageAttributes } from './image-block.js';
import type { Inline, Link, Mark } from './inline.js';
import { type LinkBase, resolveUrl, toLink } from './link.js';

const MARKS_BY_TAG: Record<string, Mark> = {
  b: 'STRONG',
  cite: 'EMPHASIS',
  code: 'CODE',
  del: 'STRIKE',
  dfn: 'EMPHASIS',
  em: 'EMPHASIS',
  i: 'EMPHASIS',
  ins: 'UNDERLINE',
  kbd: 'KEYBOARD',
  mark: 'MARK',
  pre: 'CODE',
  q: 'QUOTE',
  s: 'STRIKE',
  samp: 'CODE',
  small: 'SMALL',
  strike: 'STRIKE',
  strong: 'STRONG',
  sub: 'SUB',
  sup: 'SUP',
  tt: 'CODE',
  u: 'UNDERLINE',
  var: 'EMPHASIS',
};

/** Elements with content on separate lines, in addition to those of normal flow. */
const LINE_TAGS = new Set(['caption', 'tr']);
const WHITE_SPACE = /[ \t\n\f\r]+/g;

interface Format {
  marks: readonly Mark[];
  link: Link | null;
  footnote: number | null;
  isPreformatted: boolean;
}

const PLAIN: Format = { marks: [], link: null, footnote: null, isPreformatted: false };

/** An empty run. */
const NO_CONTENT: Inline = {
  text: '',
  marks: [],
  link: null,
  footnote: null,
  image: null,
  mathml: null,
  tex: null,
  isBreak: false,
};

/** Elements that are more than a format of their content. */
const WRITERS: Record<string, (writer: InlineWriter, element: Element, format: Format) => void> = {
  a: (writer, element, format) => writer.addLink(element, format),
  audio: (writer, element, format) => writer.addPlayer(element, format),
  br: (writer) => writer.addBreak(),
  iframe: (writer, element, format) => writer.addPlayer(element, format),
  img: (writer, element, format) => writer.addImage(element, format),
  math: (writer, element, format) => writer.addFormula(element, format),
  td: (writer, element, format) => writer.addCell(element, format),
  th: (writer, element, format) => writer.addCell(element, format),
  video: (writer, element, format) => writer.addPlayer(element, format),
  wbr: (writer, _element, format) => writer.addText('\u200b', format),
};

/**
 * Converts nodes to runs. Elements on lines of their own, such as paragraphs, are separated by a line break;
 * frames and players within text become links.
 */
export function toInlines(nodes: readonly ElementContent[], base: LinkBase): Inline[] {
  const writer = new InlineWriter(base);
  writer.addNodes(nodes, PLAIN);
  return writer.finish();
}

class InlineWriter {
  private readonly runs: Inline[] = [];
  private needsBreak = false;

  constructor(private readonly base: LinkBase) {}

  addNodes(nodes: readonly ElementContent[], format: Format): void {
    for (const node of nodes) {
      if (node.type === 'text') this.addText(node.value, format);
      else if (node.type === 'element') this.addElement(node, format);
    }
  }

  /** Returns the runs without line breaks and white space at the edges. */
  finish(): Inline[] {
    while (this.runs.at(-1)?.isBreak) this.runs.pop();
    this.trimEnd();
    return this.runs;
  }

  addLink(element: Element, format: Format): void {
    const { properties, children } = element;
    if (properties.dataFootnoteBackref !== undefined) return;
    this.addNodes(children, {
      ...format,
      link: toLink(properties, this.base) ?? format.link,
      footnote: properties.dataFootnoteRef === undefined ? null : parseNumber(toPlainText(element)),
    });
  }

  private addElement(element: Element, format: Format): void {
    const { tagName, children } = element;
    const mark = getOwn(MARKS_BY_TAG, tagName) ?? null;
    const write = getOwn(WRITERS, tagName);
    if (write) {
      write(this, element, format);
      return;
    }
    const inner: Format = {
      ...format,
      marks: mark && !format.marks.includes(mark) ? [...format.marks, mark] : format.marks,
      isPreformatted: format.isPreformatted || tagName === 'pre',
    };
    const isOnOwnLine = isBlockElement(element) || LINE_TAGS.has(tagName);
    if (isOnOwnLine) this.startLine();
    this.addNodes(children, inner);
    if (isOnOwnLine) this.startLine();
  }

  addText(value: string, format: Format): void {
    if (format.isPreformatted) {
      this.addLines(value, format);
      return;
    }
    const collapsed = value.replace(WHITE_SPACE, ' ');
    const isAtStart = this.runs.length === 0 || this.needsBreak || this.runs.at(-1)?.isBreak;
    this.addRun(isAtStart ? collapsed.replace(/^ /, '') : collapsed, format);
  }

  private addLines(value: string, format: Format): void {
    for (const [i, line] of value.replace(/\n$/, '').split('\n').entries()) {
      if (i > 0) this.addBreak();
      this.addRun(line, format);
    }
  }

  private addRun(text: string, { marks, link, footnote }: Format): void {
    if (text === '') return;
    this.endLine();
    const last = this.runs.at(-1);
    if (last && canMerge(last, { marks, link, footnote })) last.text += text;
    else this.runs.push({ ...NO_CONTENT, text, marks, link, footnote });
  }

  addImage(element: Element, { marks, link }: Format): void {
    const image = toInlineImage(element);
    if (!image) return;
    this.endLine();
    this.runs.push({ ...NO_CONTENT, marks, link, image });
  }

  addFormula(math: Element, { marks, link }: Format): void {
    this.endLine();
    const content = { text: formatFormula(math), mathml: toHtml(math), tex: findTex(math) };
    this.runs.push({ ...NO_CONTENT, marks, link, ...content });
  }

  addPlayer(element: Element, format: Format): void {
    const source = findSource(element);
    const url = source === null ? null : resolveUrl(source, this.base);
    if (!url) return;
    const title = typeof element.properties.title === 'string' ? element.properties.title : url.href;
    this.addRun(title, { ...format, link: toLink({ href: url.href }, this.base) });
  }

  addCell({ children }: Element, format: Format): void {
    this.addNodes(children, format);
    this.addText(' ', format);
  }

  addBreak(): void {
    this.endLine();
    this.trimEnd();
    if (this.runs.length > 0) this.runs.push({ ...NO_CONTENT, text: '\n', isBreak: true });
  }

  private startLine(): void {
    this.needsBreak = this.runs.length > 0;
  }

  private endLine(): void {
    if (!this.needsBreak) return;
    this.needsBreak = false;
    if (!this.runs.at(-1)?.isBreak) this.addBreak();
  }

  private trimEnd(): void {
    for (let last = this.runs.at(-1); last && isText(last); last = this.runs.at(-1)) {
      if (!last.marks.includes('CODE')) last.text = last.text.replace(/[ \t\n\f\r]$/, '');
      if (last.text !== '') return;
      this.runs.pop();
    }
  }
}

function isText({ image, mathml, isBreak }: Inline): boolean {
  return !image && mathml === null && !isBreak;
}

function canMerge(last: Inline, { marks, link, footnote }: Pick<Inline, 'marks' | 'link' | 'footnote'>) {
  return (
    isText(last) &&
    last.link === link &&
    last.footnote === footnote &&
    last.marks.length === marks.length &&
    last.marks.every((mark, i) => mark === marks[i])
  );
}

function toInlineImage({ properties }: Element): BlockImage | null {
  const { src } = properties;
  return typeof src === 'string'
    ? { ...getImageAttributes(properties, src), caption: null, credit: null }
    : null;
}

function findSource({ properties, children }: Element): string | null {
  const source = properties.src ?? children.find((child) => isElement(child, 'source'))?.properties.src;
  return typeof source === 'string' ? source : null;
}

function parseNumber(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}
