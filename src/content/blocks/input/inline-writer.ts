import type { Element, ElementContent, Properties } from 'hast';
import { ContentRefusedError } from '../../content-error.js';
import { isElement } from '../../html/element-kinds.js';
import { parseHtml } from '../../html/parse-html.js';
import type { Mark } from '../inline.js';
import { type LinkBase, resolveUrl, toSitePath } from '../link.js';
import type { BlockErrors, BlockPath } from './block-errors.js';
import type {
  BlockImageFields,
  InlineFields,
  LinkFields,
  ParagraphsInput,
  TextInput,
} from './block-input.js';
import { createElement, createText } from './element.js';
import type { OriginalElements } from './original-elements.js';

const TAGS: Record<Mark, string> = {
  STRONG: 'strong',
  EMPHASIS: 'em',
  CODE: 'code',
  STRIKE: 'del',
  SUB: 'sub',
  SUP: 'sup',
  MARK: 'mark',
  SMALL: 'small',
  UNDERLINE: 'u',
  KEYBOARD: 'kbd',
  QUOTE: 'q',
};

/** The notes that runs can refer to. */
export interface FootnoteTargets {
  /** Returns the anchor of a note, and a new ID for a reference to it; null if there is no such note. */
  refer(footnote: number): { anchor: string; id: string | null } | null;
}

/** An element around runs, in order from the outermost. */
type Wrapper = { key: string; create(children: ElementContent[]): Element };

interface Run {
  wrappers: Wrapper[];
  content: ElementContent;
  isBreak: boolean;
}

/** Writes runs as HTML, and collects their errors. */
export class InlineWriter {
  constructor(
    private readonly originals: OriginalElements,
    private readonly notes: FootnoteTargets,
    private readonly base: LinkBase,
    readonly errors: BlockErrors,
  ) {}

  /** Writes the content of an element with one text. */
  writeText({ inlines, text }: TextInput, path: BlockPath): ElementContent[] {
    if (inlines == null) return this.write([{ text: text ?? '' }], path);
    this.checkSameText(text, inlines, path);
    return this.write(inlines, [...path, 'inlines']);
  }

  writeParagraphs({ paragraphs, text }: ParagraphsInput, path: BlockPath): Element[] {
    if (paragraphs == null) return [createElement('p', {}, this.write([{ text: text ?? '' }], path))];
    this.checkSameText(text, paragraphs.flat(), path);
    return paragraphs.map((inlines, i) =>
      createElement('p', {}, this.write(inlines, [...path, 'paragraphs', String(i)])),
    );
  }

  /** Writes runs; an image, a formula and a line break are runs too. */
  write(inlines: readonly InlineFields[], path: BlockPath): ElementContent[] {
    return nestRuns(inlines.flatMap((inline, i) => this.toRuns(inline, [...path, String(i)])));
  }

  /** Reports a text that is not that of the runs beside it: one of the two was not changed. */
  checkSameText(text: string | null | undefined, inlines: readonly InlineFields[], path: BlockPath): void {
    if (text == null || inlines.some(({ mathml, image }) => mathml != null || image != null)) return;
    const written = inlines.map((inline) => (inline.isBreak ? ' ' : (inline.text ?? ''))).join('');
    if (removeSpaces(text) !== removeSpaces(written))
      this.errors.add(
        [...path, 'text'],
        'The text differs from that of the runs. Leave it out, or the runs.',
      );
  }

  writeLink(link: LinkFields, children: ElementContent[], path: BlockPath): Element {
    const href = this.toHref(link, path);
    const url = link.url ?? href;
    const { title, rel } = link;
    const original = this.originals.findProperties('a', url);
    const given = { href, title: title || null, rel: rel?.length ? rel : null };
    return createElement('a', { ...original, ...given }, children);
  }

  writeImage({ url, alt, width, height }: BlockImageFields, path: BlockPath): Element {
    const src = this.toSource(url, [...path, 'url']);
    const { width: _width, height: _height, ...original } = this.originals.findProperties('img', url);
    const size = this.checkSize({ width, height }, path);
    const image = createElement('img', { ...original, src, alt: alt ?? '', ...size });
    const picture = this.originals.findPicture(url);
    if (!picture) return image;
    const children = picture.children.map((child) => (isElement(child, 'img') ? image : child));
    return { ...picture, children };
  }

  /** Returns the attributes of an element with a URL in the HTML that the block was read from. */
  findOriginal(tagName: string, url: string): Properties {
    return this.originals.findProperties(tagName, url);
  }

  /** Returns the URL of a picture, sound or video as it is stored. */
  toSource(url: string, path: BlockPath): string {
    const source = this.originals.findUrl(url) ?? url;
    if (!/^https?:$/.test(resolveUrl(source, this.base)?.protocol ?? ''))
      this.errors.add(path, 'The URL must begin with http or https.');
    return source;
  }

  /** Returns a width and a height in pixels. */
  checkSize(
    size: { width?: number | null | undefined; height?: number | null | undefined },
    path: BlockPath,
  ) {
    for (const [name, pixels] of Object.entries(size))
      if (pixels != null && !(pixels >= 1 && pixels <= 99_999))
        this.errors.add([...path, name], 'The size must be from 1 to 99,999 pixels.');
    return { width: size.width ?? null, height: size.height ?? null };
  }

  private toRuns(inline: InlineFields, path: BlockPath): Run[] {
    if (inline.isBreak) return [{ wrappers: [], content: createElement('br', {}), isBreak: true }];
    const wrappers = this.toWrappers(inline, path);
    const toRun = (content: ElementContent): Run => ({ wrappers, content, isBreak: false });
    if (inline.image) return [toRun(this.writeImage(inline.image, [...path, 'image']))];
    if (inline.mathml != null) return this.parseFormula(inline.mathml, [...path, 'mathml']).map(toRun);
    const text = inline.text ?? (inline.footnote == null ? '' : String(inline.footnote));
    return text.split(/\r?\n/).flatMap((line, i): Run[] => {
      const run = line === '' ? [] : [toRun(createText(line))];
      return i === 0 ? run : [{ wrappers: [], content: createElement('br', {}), isBreak: true }, ...run];
    });
  }

  private toWrappers({ marks, link, footnote }: InlineFields, path: BlockPath): Wrapper[] {
    const wrappers = [...new Set(marks ?? [])].map(toMarkWrapper);
    if (footnote != null) {
      if (!marks?.includes('SUP')) wrappers.push(toMarkWrapper('SUP'));
      return [...wrappers, this.toReference(footnote, path)];
    }
    if (!link) return wrappers;
    const key = `link ${JSON.stringify([link.url ?? link.path, link.title ?? null, link.rel ?? []])}`;
    return [{ key, create: (children) => this.writeLink(link, children, [...path, 'link']) }, ...wrappers];
  }

  private toReference(footnote: number, path: BlockPath): Wrapper {
    const target = this.notes.refer(footnote);
    if (!target)
      this.errors.add(
        [...path, 'footnote'],
        `There is no footnote ${footnote}. Add it to a block \`footnotes\` at the end of the text.`,
      );
    const properties = {
      href: `#${target?.anchor}`,
      dataFootnoteRef: '',
      ariaDescribedBy: ['footnote-label'],
      id: target?.id ?? null,
    };
    // Two references in a row stay two links.
    return {
      key: `footnote ${path.join('.')}`,
      create: (children) => createElement('a', properties, children),
    };
  }

  private toHref({ url, path: sitePath }: LinkFields, path: BlockPath): string {
    if (url == null) {
      if (sitePath?.startsWith('/') && !/^\/[/\\]/.test(sitePath)) return sitePath;
      const message =
        sitePath == null ? 'Give url, or path for a page of the site.' : 'The path must begin with one /.';
      this.errors.add([...path, 'path'], message);
      return '';
    }
    if (!resolveUrl(url, this.base))
      this.errors.add([...path, 'url'], 'The URL must begin with http, https, mailto, tel, irc or ircs.');
    const isOfPath = sitePath == null || sitePath === this.getSitePath(url);
    if (!isOfPath)
      this.errors.add([...path, 'path'], 'The path is not that of the URL. Leave it out, or the URL.');
    const isPath = sitePath != null && !sitePath.startsWith('//');
    return this.originals.findUrl(url) ?? (isPath ? sitePath : url);
  }

  /** Returns the URL without its host; null for those of other sites. */
  private getSitePath(url: string): string | null {
    const resolved = resolveUrl(url, this.base);
    return resolved && toSitePath(resolved, this.base);
  }

  private parseFormula(mathml: string, path: BlockPath): ElementContent[] {
    try {
      const [math, ...others] = parseHtml(mathml.trim()).children;
      if (isElement(math, 'math') && others.length === 0) return [math];
      this.errors.add(path, 'Give one element <math>, and nothing else.');
    } catch (error) {
      if (!(error instanceof ContentRefusedError)) throw error;
      this.errors.add(path, error.message, true);
    }
    return [];
  }
}

function toMarkWrapper(mark: Mark): Wrapper {
  return { key: mark, create: (children) => createElement(TAGS[mark], {}, children) };
}

/**
 * Nests runs: of a link and the outermost mark, that which spans more runs is around the other. Line breaks are within
 * the elements on both sides of them.
 */
function nestRuns(runs: readonly Run[]): ElementContent[] {
  const nodes: ElementContent[] = [];
  let start = 0;
  for (let run = runs[0]; run; run = runs[start]) {
    const widest = findWidest(runs, start, run.wrappers);
    if (widest) {
      const { wrapper, end } = widest;
      const inner = runs.slice(start, end).map((each) => withoutWrapper(each, wrapper.key));
      nodes.push(wrapper.create(nestRuns(inner)));
      start = end;
    } else {
      nodes.push(run.content);
      start += 1;
    }
  }
  return nodes;
}

function findWidest(runs: readonly Run[], start: number, wrappers: Wrapper[]) {
  const candidates = [wrappers.find(isLink), wrappers.find((wrapper) => !isLink(wrapper))];
  const spans = candidates
    .filter((wrapper) => wrapper !== undefined)
    .map((wrapper) => ({ wrapper, end: findEnd(runs, start, wrapper) }));
  const [one, other] = spans;
  return one && other && other.end > one.end ? other : one;
}

/** Returns the end of the runs that share an element, which must be the outermost mark or the link of each. */
function findEnd(runs: readonly Run[], start: number, wrapper: Wrapper): number {
  let end = start + 1;
  for (const [i, run] of runs.slice(end).entries()) {
    if (run.isBreak) continue;
    const shared = run.wrappers.find((each) => isLink(each) === isLink(wrapper));
    if (shared?.key !== wrapper.key) break;
    end = start + i + 2;
  }
  return end;
}

function withoutWrapper(run: Run, key: string): Run {
  return { ...run, wrappers: run.wrappers.filter((wrapper) => wrapper.key !== key) };
}

function isLink({ key }: Wrapper): boolean {
  return key.startsWith('link ');
}

function removeSpaces(text: string): string {
  return text.replace(/[\s\u200b]+/g, '');
}
