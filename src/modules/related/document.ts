import { endianness } from 'node:os';

/** A published article as its related articles are computed from it. */
export interface Document {
  articleId: number;
  title: Int32Array;
  standfirst: Int32Array;
  body: Int32Array;
  tags: number[];
  authors: number[];
  series: string | null;
  seriesPart: number | null;
  publishedAt: Date;
  norm: number;
}

/** How much a word counts by where it stands. */
export const FIELDS = [
  ['title', 3],
  ['standfirst', 2],
  ['body', 1],
] as const;

/** A row of related_document as pg gives it. */
export interface DocumentRow extends Omit<Document, 'title' | 'standfirst' | 'body'> {
  title: Buffer;
  standfirst: Buffer;
  body: Buffer;
}

export function documentOf(row: DocumentRow): Document {
  const { title, standfirst, body } = row;
  return { ...row, title: numbersOf(title), standfirst: numbersOf(standfirst), body: numbersOf(body) };
}

/** Little-endian whatever the machine, so that instances on different ones agree. */
export function bytesOf(numbers: Int32Array): Buffer {
  return inOrder(Buffer.from(new Uint8Array(numbers.slice().buffer)));
}

function numbersOf(bytes: Buffer): Int32Array {
  return new Int32Array(new Uint8Array(inOrder(bytes)).buffer);
}

function inOrder(bytes: Buffer): Buffer {
  return endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes;
}
