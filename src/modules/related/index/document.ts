import { endianness } from 'node:os';

/** A published article as its related articles are computed from it. */
export interface RelatedDocument {
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
export const FIELD_WEIGHTS = [
  ['title', 3],
  ['standfirst', 2],
  ['body', 1],
] as const;

/** A row of related_document as pg gives it. */
export interface RelatedDocumentRow extends Omit<RelatedDocument, 'title' | 'standfirst' | 'body'> {
  title: Buffer;
  standfirst: Buffer;
  body: Buffer;
}

export function toRelatedDocument(row: RelatedDocumentRow): RelatedDocument {
  const { title, standfirst, body } = row;
  return {
    ...row,
    title: toInt32Array(title),
    standfirst: toInt32Array(standfirst),
    body: toInt32Array(body),
  };
}

/** Little-endian whatever the machine, so that instances on different ones agree. */
export function toBytes(numbers: Int32Array): Buffer {
  return toLittleEndian(Buffer.from(new Uint8Array(numbers.slice().buffer)));
}

function toInt32Array(bytes: Buffer): Int32Array {
  return new Int32Array(new Uint8Array(toLittleEndian(bytes)).buffer);
}

function toLittleEndian(bytes: Buffer): Buffer {
  return endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes;
}
