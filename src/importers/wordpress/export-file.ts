import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { PlainError } from '../../shared/plain-error.js';
import { WxrElement } from './wxr-element.js';

/** What XML forbids in a text. Editors paste it all the same, and WordPress exports it as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Characters of one element. A body that is longer would be refused: it is cut here to keep memory bounded. */
const MAX_TEXT = 2_000_000;

/** Flaws of one element that are told. */
const MAX_DAMAGE = 20;

/** The file cannot be read on from here; the message names its line. */
export class BrokenExportError extends PlainError {
  override readonly name = 'BrokenExportError';
}

/**
 * What stands in the channel of a WordPress export (WXR), element by element, as the file is read.
 * Throws BrokenExportError where the file breaks off or is no XML, after all that stands whole before it.
 */
export async function* elementsOf(file: string): AsyncGenerator<WxrElement> {
  const reading = new Reading(basename(file));
  for await (const chunk of decoded(file)) {
    reading.write(chunk);
    yield* reading.take();
    if (reading.failure) throw new BrokenExportError(reading.failure);
  }
  reading.close();
  yield* reading.take();
  if (reading.failure) throw new BrokenExportError(reading.failure);
}

/** WordPress writes in the site's character set, and names it in the first line. */
async function* decoded(file: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of createReadStream(file) as AsyncIterable<Uint8Array>) {
    decoder ??= decoderFor(bytes);
    yield decoder.decode(bytes, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

function decoderFor(bytes: Uint8Array): TextDecoder {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const label = /^\s*<\?xml[^>]*\bencoding=["']([\w-]+)["']/.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label);
  } catch {
    throw new BrokenExportError(`The file says that it is written in ${label}, which is not known here.`);
  }
}

class Reading {
  failure: string | null = null;
  readonly #parser: SaxesParser;
  /** The elements that are open: `rss`, `channel`, one of its children, and so on down. */
  readonly #open: WxrElement[] = [];
  #done: WxrElement[] = [];
  #hasBegun = false;

  constructor(fileName: string) {
    this.#parser = new SaxesParser({ fileName });
    this.#parser.on('opentag', ({ name, attributes }) => this.#begin(name, attributes));
    this.#parser.on('closetag', () => this.#end());
    this.#parser.on('text', (text) => this.#say(text));
    this.#parser.on('cdata', (text) => this.#say(text));
    this.#parser.on('error', ({ message }) => this.#complain(message));
  }

  write(chunk: string): void {
    const [first, ...others] = (this.#hasBegun ? chunk : chunk.trimStart()).split(FORBIDDEN);
    this.#hasBegun ||= first !== '' || others.length > 0;
    if (first) this.#parser.write(first);
    for (const part of others) {
      this.#damage(`line ${this.#parser.line}: a control character is left out`);
      if (part) this.#parser.write(part);
    }
  }

  close(): void {
    this.#parser.close();
  }

  take(): WxrElement[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #begin(name: string, attributes: Record<string, string>): void {
    const element = new WxrElement(name, attributes, this.#parser.line);
    if (this.#open.length > 2) this.#open.at(-1)!.children.push(element);
    this.#open.push(element);
  }

  #end(): void {
    const element = this.#open.pop();
    const isChannels = this.#open.length === 2 && this.#open[1]!.name === 'channel';
    if (element && isChannels && !this.failure) this.#done.push(element);
  }

  #say(text: string): void {
    const element = this.#open.at(-1);
    if (element && this.#open.length > 2 && element.text.length < MAX_TEXT) element.text += text;
  }

  /** An entity that XML does not know stays as it is written: where texts are HTML, it has a meaning there. */
  #complain(message: string): void {
    if (!/\bentity\b/.test(message)) this.failure ??= message;
    else this.#damage(message);
  }

  #damage(text: string): void {
    const damage = this.#open[2]?.damage;
    if (damage && damage.length < MAX_DAMAGE) damage.push(text);
  }
}
