import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { UserFacingError } from '../../../shared/errors/user-facing-error.js';
import { WxrElement } from './wxr-element.js';

/** Characters that XML forbids. WordPress exports them unescaped when editors paste them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN_CHARACTERS = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Characters of one element that are kept, to bound memory. Longer bodies are refused anyway. */
const MAX_TEXT_LENGTH = 2_000_000;

/** Number of flaws that are reported per element. */
const MAX_DAMAGE = 20;

/** Error for a file that cannot be read any further. The message names the line. */
export class InvalidXmlError extends UserFacingError {
  override readonly name = 'InvalidXmlError';
}

/** Start of an item as WordPress writes it, from which reading goes on after a broken one. */
const ITEM_START = /<item>(?=\s{0,20}<title>)/;
/** Characters at the end of a chunk that may be the begin of an item's start. */
const MAX_START_LENGTH = 40;

/**
 * Streams the elements of the channel of a WordPress export (WXR). An item that is no XML has a `failure`, and the
 * next one follows. Throws InvalidXmlError where the file breaks off or is no XML at all.
 */
export async function* readElements(file: string): AsyncGenerator<WxrElement> {
  const reader = new WxrReader(basename(file));
  for await (const chunk of decodeChunks(file)) {
    reader.write(chunk);
    yield* reader.takeCompleted();
    if (reader.isHopeless) throw new InvalidXmlError(reader.failure ?? '');
  }
  reader.close();
  yield* reader.takeCompleted();
  if (reader.failure) throw new InvalidXmlError(reader.failure);
}

/** Decodes a file in the character set that its XML declaration names, by default UTF-8. */
async function* decodeChunks(file: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of createReadStream(file) as AsyncIterable<Uint8Array>) {
    decoder ??= createDecoder(bytes);
    yield decoder.decode(bytes, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

function createDecoder(bytes: Uint8Array): TextDecoder {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const label = /^\s*<\?xml[^>]*\bencoding=["']([\w-]+)["']/.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label);
  } catch {
    throw new InvalidXmlError(
      `The file declares the encoding ${label}, which is not supported. Convert it to UTF-8.`,
    );
  }
}

class WxrReader {
  failure: string | null = null;
  private parser: SaxesParser;
  /** Lines before the text of the present parser. */
  private lineOffset = 0;
  /** Position of the parser when the last element was completed. */
  private lastPosition = -1;
  /** End of the text so far, which may be the begin of an item's start. */
  private held = '';
  /** Stack of open elements: `rss`, `channel`, one of its children, and so on. */
  private readonly open: WxrElement[] = [];
  private completed: WxrElement[] = [];
  private hasBegun = false;

  constructor(private readonly fileName: string) {
    this.parser = this.createParser();
  }

  /** Parses a chunk. After a failure within an item, goes on at the start of the next one. */
  write(chunk: string): void {
    const text = this.held + chunk;
    const complete = Math.max(0, text.length - MAX_START_LENGTH);
    let from = 0;
    for (let next = findItem(text, 0); next !== -1 && next < complete; next = findItem(text, next + 1)) {
      this.writePart(text.slice(from, next));
      this.recover();
      from = next;
    }
    const end = Math.max(from, complete);
    this.writePart(text.slice(from, end));
    this.held = text.slice(end);
  }

  close(): void {
    const last = findItem(this.held, 0);
    if (last !== -1) {
      this.writePart(this.held.slice(0, last));
      this.recover();
    }
    this.writePart(this.held.slice(Math.max(last, 0)));
    this.parser.close();
  }

  /** True after a failure outside of an item, from which there is no way on. */
  get isHopeless(): boolean {
    return this.failure !== null && this.open[2]?.name !== 'item';
  }

  private get line(): number {
    return this.lineOffset + this.parser.line;
  }

  private createParser(): SaxesParser {
    const parser = new SaxesParser({ fileName: this.fileName, xmlns: false });
    parser.on('opentag', ({ name, attributes }) =>
      this.openElement(name, attributes as Record<string, string>),
    );
    parser.on('closetag', () => this.closeElement());
    parser.on('text', (text) => this.appendText(text));
    parser.on('cdata', (text) => this.appendText(text));
    parser.on('error', ({ message }) => this.handleError(message));
    return parser;
  }

  /** Completes the item that has failed, and starts a new parser inside the channel. */
  private recover(): void {
    const item = this.open[2];
    if (this.failure === null || item?.name !== 'item') return;
    item.failure = this.failure;
    this.completed.push(item);
    const line = this.line;
    this.open.length = 0;
    this.failure = null;
    this.parser = this.createParser();
    this.parser.write('<rss><channel>');
    this.lineOffset = line - 1;
  }

  private writePart(part: string): void {
    const [first, ...others] = (this.hasBegun ? part : part.trimStart()).split(FORBIDDEN_CHARACTERS);
    this.hasBegun ||= first !== '' || others.length > 0;
    if (first) this.parser.write(first);
    for (const other of others) {
      this.recordDamage(`line ${this.line}: a control character was removed`);
      if (other) this.parser.write(other);
    }
  }

  takeCompleted(): WxrElement[] {
    const done = this.completed;
    this.completed = [];
    return done;
  }

  private openElement(name: string, attributes: Record<string, string>): void {
    if (this.failure !== null) return;
    const element = new WxrElement(name, attributes, this.line);
    if (this.open.length > 2) this.open.at(-1)?.children.push(element);
    this.open.push(element);
  }

  private closeElement(): void {
    if (this.failure !== null) return;
    const element = this.open.pop();
    const isChannelChild = this.open.length === 2 && this.open[1]?.name === 'channel';
    if (!element || !isChannelChild) return;
    this.completed.push(element);
    this.lastPosition = this.parser.position;
  }

  private appendText(text: string): void {
    if (this.failure !== null) return;
    const element = this.open.at(-1);
    if (element && this.open.length > 2 && element.text.length < MAX_TEXT_LENGTH) element.text += text;
  }

  /**
   * Treats an unknown entity as damage and not as a failure, since it stays in the text and is valid in HTML.
   */
  private handleError(message: string): void {
    if (this.failure !== null) return;
    if (!/\bentity\b/.test(message)) this.fail(message);
    else this.recordDamage(message);
  }

  /** The parser closes elements before it says that their end tag is another's: such an item is opened again. */
  private fail(message: string): void {
    this.failure = message;
    const isJustClosed = this.lastPosition === this.parser.position && this.open.length === 2;
    const item = isJustClosed ? this.completed.pop() : undefined;
    if (item) this.open.push(item);
  }

  private recordDamage(text: string): void {
    const damage = this.open[2]?.damage;
    if (damage && damage.length < MAX_DAMAGE) damage.push(text);
  }
}

/** Returns the place of the next item's start, or -1. */
function findItem(text: string, from: number): number {
  const index = text.slice(from).search(ITEM_START);
  return index === -1 ? -1 : from + index;
}
