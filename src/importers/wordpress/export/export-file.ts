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

/**
 * Streams the elements of the channel of a WordPress export (WXR). Throws InvalidXmlError where the file
 * breaks off or is no XML, after the complete elements before that point.
 */
export async function* readElements(file: string): AsyncGenerator<WxrElement> {
  const reader = new WxrReader(basename(file));
  for await (const chunk of decodeChunks(file)) {
    reader.write(chunk);
    yield* reader.takeCompleted();
    if (reader.failure) throw new InvalidXmlError(reader.failure);
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
  readonly #parser: SaxesParser;
  /** Stack of open elements: `rss`, `channel`, one of its children, and so on. */
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
      this.#recordDamage(`line ${this.#parser.line}: a control character was removed`);
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

  /**
   * Treats an unknown entity as damage and not as a failure, since it stays in the text and is valid in HTML.
   */
  #handleError(message: string): void {
    if (!/\bentity\b/.test(message)) this.failure ??= message;
    else this.#recordDamage(message);
  }

  #recordDamage(text: string): void {
    const damage = this.#open[2]?.damage;
    if (damage && damage.length < MAX_DAMAGE) damage.push(text);
  }
}
