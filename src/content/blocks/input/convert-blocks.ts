import type { Element, ElementContent, Properties, Root } from 'hast';
import { ContentRefusedError } from '../../content-error.js';
import { isBlank } from '../../html/element-kinds.js';
import { parseHtml } from '../../html/parse-html.js';
import { toHtml } from '../../html/to-html.js';
import { MAX_CHARACTERS } from '../../limits.js';
import type { LinkBase } from '../link.js';
import { readBlock } from '../read-block.js';
import { type BlockError, BlockErrors, type BlockPath } from './block-errors.js';
import type { BlockFields, BlockKey, FootnoteFields, GivenBlock } from './block-input.js';
import { BLOCK_WRITERS, getFootnoteAnchor, getReferenceId } from './block-writer.js';
import { type FootnoteTargets, InlineWriter } from './inline-writer.js';
import { OriginalElements } from './original-elements.js';
import { toBlockInput } from './to-block-input.js';

/** Most blocks of a text, those within others included. */
const MAX_BLOCKS = 5_000;
/** Most boxes around a block. */
const MAX_NESTING = 20;

/** Attributes of a block that no field has, and that stay when its fields change. */
const LASTING_ATTRIBUTES = ['dir', 'lang', 'title'];

/** Blocks of an input, and the publication that they are for. */
export interface BlockConversion {
  /** The blocks as JSON, of the type GivenBlock[]. */
  blocks: string;
  siteUrl: string;
  languageUrls?: LinkBase['languageUrls'];
}

export type ConvertedBlocks = { html: string } | { errors: BlockError[] };

/** A block with its fields, and the HTML that it was read from. */
interface PreparedBlock {
  key: BlockKey;
  path: BlockPath;
  /** Fields of the input without `html`. */
  given: object;
  html: Root | null;
  /** Fields that the HTML has; null if it is not that of one block of the type. */
  read: object | null;
}

/** Converts blocks to HTML, which is not sanitized. A block whose fields are those of its `html` becomes that HTML. */
export function convertBlocks({ blocks, ...site }: BlockConversion): ConvertedBlocks {
  const converter = new BlockConverter(site);
  const html = converter.convert(JSON.parse(blocks) as GivenBlock[]);
  const errors = converter.errors.all;
  return errors.length > 0 ? { errors } : { html };
}

class BlockConverter {
  readonly errors = new BlockErrors();
  private readonly base: LinkBase;
  private readonly notes = new FootnoteAnchors();
  /** What lists of blocks were written as: a block may be compared before it is written. */
  private readonly written = new WeakMap<readonly GivenBlock[], ElementContent[]>();

  constructor(site: Omit<BlockConversion, 'blocks'>) {
    this.base = { ...site, pageUrl: site.siteUrl };
  }

  convert(blocks: readonly GivenBlock[]): string {
    if (!this.checkSize(blocks)) return '';
    const prepared = this.prepareAll(blocks, []);
    for (const block of prepared) if (block.key === 'footnotes') this.notes.declare(merge(block));
    return prepared.flatMap((block) => this.write(block).map(toHtml)).join('\n');
  }

  /** Returns false, and reports it, if there are too many blocks, or blocks in too many others. */
  private checkSize(blocks: readonly GivenBlock[]): boolean {
    let count = 0;
    const open = [{ blocks, path: [] as BlockPath, depth: 0 }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { path, depth } = next;
      count += next.blocks.length;
      if (depth > MAX_NESTING)
        this.errors.add(path, `Blocks must be nested in at most ${MAX_NESTING} others.`, true);
      if (count > MAX_BLOCKS)
        this.errors.add([], `There must be at most ${MAX_BLOCKS.toLocaleString('en')} blocks.`, true);
      if (this.errors.all.length > 0) return false;
      for (const [i, block] of next.blocks.entries())
        for (const [key, fields] of Object.entries(block))
          if (fields && 'blocks' in fields && fields.blocks)
            open.push({ blocks: fields.blocks, path: [...path, String(i), key, 'blocks'], depth: depth + 1 });
    }
    return true;
  }

  private prepareAll(blocks: readonly GivenBlock[], path: BlockPath): PreparedBlock[] {
    return blocks.flatMap((block, i) => this.prepare(block, [...path, String(i)]) ?? []);
  }

  private prepare(block: GivenBlock, path: BlockPath): PreparedBlock | null {
    const [entry] = Object.entries(block) as [BlockKey, NonNullable<GivenBlock[BlockKey]>][];
    if (!entry) return null;
    const [key, { html: source, ...given }] = entry;
    const html = source == null ? null : this.parse(source, [...path, key, 'html']);
    if (source != null && !html) return null;
    return { key, path: [...path, key], given, html, read: html && this.read(html, key) };
  }

  private parse(html: string, path: BlockPath): Root | null {
    try {
      if (html.length <= MAX_CHARACTERS) return parseHtml(html);
      this.errors.add(
        path,
        `The HTML must have at most ${MAX_CHARACTERS.toLocaleString('en')} characters.`,
        true,
      );
    } catch (error) {
      if (!(error instanceof ContentRefusedError)) throw error;
      this.errors.add(path, error.message, true);
    }
    return null;
  }

  private read(html: Root, key: BlockKey): object | null {
    const [element, ...others] = html.children.filter((child) => child.type !== 'text' || !isBlank(child));
    if (element?.type !== 'element' || others.length > 0) return null;
    const block = toBlockInput(readBlock(toHtml(element), this.base));
    if (block.key !== key) return null;
    const { html: _html, ...fields } = block.fields;
    return fields;
  }

  private write(block: PreparedBlock): ElementContent[] {
    const { given, html, read } = block;
    const isOnlyHtml = Object.keys(given).length === 0;
    if (html && (isOnlyHtml || (read && this.isUnchanged(block, read))))
      return html.children as ElementContent[];
    const written = this.writeFields(block, merge(block), this.errors, this.notes);
    return written ? [{ ...written, properties: { ...getLasting(html), ...written.properties } }] : [];
  }

  /** Compares what the fields of the input and those of its HTML are written as. */
  private isUnchanged(block: PreparedBlock, read: object): boolean {
    const [one, other] = [read, merge(block)].map((fields) => {
      const errors = new BlockErrors();
      const written = this.writeFields(block, fields, errors, ANY_FOOTNOTES);
      return JSON.stringify([written && toHtml(written), errors.all]);
    });
    return one === other;
  }

  private writeFields(
    { key, path, html }: PreparedBlock,
    fields: object,
    errors: BlockErrors,
    notes: FootnoteTargets,
  ): Element | null {
    const originals = new OriginalElements(html, this.base.siteUrl);
    const writer = new InlineWriter(originals, notes, this.base, errors);
    const writeNested = (blocks: readonly GivenBlock[], at: BlockPath) => this.writeNested(blocks, at);
    const write = BLOCK_WRITERS[key] as (fields: BlockFields[BlockKey], context: object) => Element | null;
    return write(fields, { writer, path, writeNested });
  }

  private writeNested(blocks: readonly GivenBlock[], path: BlockPath): ElementContent[] {
    const written =
      this.written.get(blocks) ?? this.prepareAll(blocks, path).flatMap((block) => this.write(block));
    this.written.set(blocks, written);
    return written;
  }
}

/** Footnotes of the text, by number, and the references to them. */
class FootnoteAnchors implements FootnoteTargets {
  private readonly anchors: string[] = [];
  private readonly references = new Map<number, number>();

  declare(fields: BlockFields['footnotes']): void {
    for (const note of fields.footnotes ?? [])
      this.anchors.push(getFootnoteAnchor(note as FootnoteFields, this.anchors.length + 1));
  }

  refer(footnote: number): { anchor: string; id: string } | null {
    const anchor = this.anchors[footnote - 1];
    if (anchor === undefined) return null;
    const occurrence = (this.references.get(footnote) ?? 0) + 1;
    this.references.set(footnote, occurrence);
    return { anchor, id: getReferenceId(anchor, occurrence) };
  }
}

/** References for the comparison of two forms of a block. */
const ANY_FOOTNOTES: FootnoteTargets = { refer: (footnote) => ({ anchor: String(footnote), id: null }) };

const RUNS = ['inlines', 'paragraphs'];

/**
 * Returns the fields of the HTML with those of the input, which take precedence. Plain text that changed replaces the
 * runs of the HTML, and runs its plain text.
 */
function merge({ read, given }: PreparedBlock): Record<string, unknown> {
  const before: Record<string, unknown> = { ...read };
  const after: Record<string, unknown> = { ...given };
  const hasRuns = RUNS.some((name) => after[name] != null);
  for (const name of ['text', 'code']) {
    if (after[name] == null) delete after[name];
    if (hasRuns && after[name] === undefined && name in before) delete before[name];
    const isChanged = after[name] !== undefined && after[name] !== before[name];
    if (isChanged && !hasRuns) for (const runs of RUNS) delete before[runs];
  }
  for (const name of RUNS) if (after[name] == null) delete after[name];
  return { ...before, ...after };
}

function getLasting(html: Root | null): Properties {
  const [element, ...others] = html?.children ?? [];
  if (element?.type !== 'element' || others.length > 0) return {};
  return Object.fromEntries(LASTING_ATTRIBUTES.map((name) => [name, element.properties[name]]));
}
