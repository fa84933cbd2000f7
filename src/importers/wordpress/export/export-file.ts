import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { UserFacingError } from '../../../shared/errors/user-facing-error.js';
import { WxrElement } from './wxr-element.js';

/** What XML forbids in a text. Editors paste it all the same, and WordPress exports it as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN_CHARACTERS = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Characters of one element. A body that is longer would be refused: it is cut here to keep memory bounded. */
const MAX_TEXT_LENGTH = 2_000_000;

/** Flaws of one element that are told. */
const MAX_DAMAGE = 20;

/** The file cannot be read on from here; the message names its line. */
export class BrokenExportError extends UserFacingError {
  override readonly name = 'BrokenExportError';
}

/**
 * What stands in the channel of a WordPress export (WXR), element by element, as the file is read.
 * Throws BrokenExportError where the file breaks off or is no XML, after all that stands whole before it.
 */
export async function* readElements(file: string): AsyncGenerator<WxrElement> {
  const reader = new WxrReader(basename(file));
  for await (const chunk of decodeChunks(file)) {
    reader.write(chunk);
    yield* reader.takeCompleted();
    if (reader.failure) throw new BrokenExportError(reader.failure);
  }
  reader.close();
  yield* reader.takeCompleted();
  if (reader.failure) throw new BrokenExportError(reader.failure);
}

/** WordPress writes in the site's character set, and names it in the first line. */
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
    throw new BrokenExportError(`The file says that it is written in ${label}, which is not known here.`);
  }
}

class WxrReader {
  failure: string | null = null;
  readonly #parser: SaxesParser;
  /** The elements that are open: `rss`, `channel`, one of its children, and so on down. */
  readonly #open: WxrElement[] = [];
  #completed: WxrElement[] = [];
  #hasBegun = false;

  constructor(fileName: string) {
    this.#parser = new SaxesParser({ fileName });
    this.#parser.on('opentag', ({ name, attributes }) => this.#openElement(name, attributes));
    this.#parser.on('closetag', () => this.#closeElement());
    this.#parser.on('text', (text) => this.#appendText(text));
    this.#parser.on('cdata', (text) => this.#appendText(text));
    this.#parser.on('error', ({ message }) => this.#handleError(message));
  }

  write(chunk: string): void {
    const [first, ...others] = (this.#hasBegun ? chunk : chunk.trimStart()).split(FORBIDDEN_CHARACTERS);
    this.#hasBegun ||= first !== '' || others.length > 0;
    if (first) this.#parser.write(first);
    for (const part of others) {
      this.#recordDamage(`line ${this.#parser.line}: a control character is left out`);
      if (part) this.#parser.write(part);
    }
  }

  close(): void {
    this.#parser.close();
  }

  takeCompleted(): WxrElement[] {
    const done = this.#completed;
    this.#completed = [];
    return done;
  }

  #openElement(name: string, attributes: Record<string, string>): void {
    const element = new WxrElement(name, attributes, this.#parser.line);
    if (this.#open.length > 2) this.#open.at(-1)!.children.push(element);
    this.#open.push(element);
  }

  #closeElement(): void {
    const element = this.#open.pop();
    const isChannelChild = this.#open.length === 2 && this.#open[1]!.name === 'channel';
    if (element && isChannelChild && !this.failure) this.#completed.push(element);
  }

  #appendText(text: string): void {
    const element = this.#open.at(-1);
    if (element && this.#open.length > 2 && element.text.length < MAX_TEXT_LENGTH) element.text += text;
  }

  /** An entity that XML does not know stays as it is written: where texts are HTML, it has a meaning there. */
  #handleError(message: string): void {
    if (!/\bentity\b/.test(message)) this.failure ??= message;
    else this.#recordDamage(message);
  }

  #recordDamage(text: string): void {
    const damage = this.#open[2]?.damage;
    if (damage && damage.length < MAX_DAMAGE) damage.push(text);
  }
}
