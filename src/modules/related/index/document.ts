import { endianness } from 'node:os';

/** A published article in the form from which its related articles are computed. */
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
  /** Vector of the text by the site's model, of length 1; null without one. */
  embedding: Float32Array | null;
}

/** Weight of a word by the field in which it occurs. */
export const FIELD_WEIGHTS = [
  ['title', 3],
  ['standfirst', 2],
  ['body', 1],
] as const;

/** A row of related_document as pg returns it. */
export interface RelatedDocumentRow
  extends Omit<RelatedDocument, 'title' | 'standfirst' | 'body' | 'embedding'> {
  title: Buffer;
  standfirst: Buffer;
  body: Buffer;
  embedding: Buffer | null;
}

export function toRelatedDocument(row: RelatedDocumentRow): RelatedDocument {
  const { title, standfirst, body, embedding } = row;
  return {
    ...row,
    title: toInt32Array(title),
    standfirst: toInt32Array(standfirst),
    body: toInt32Array(body),
    embedding: embedding && new Float32Array(toInt32Array(embedding).buffer),
  };
}

/** Encodes as little-endian on every machine, so that instances on different machines agree. */
export function toBytes(numbers: Int32Array): Buffer {
  return toLittleEndian(Buffer.from(new Uint8Array(numbers.slice().buffer)));
}

/** Encodes a vector as `toBytes` does. */
export function toVectorBytes(vector: Float32Array): Buffer {
  return toBytes(new Int32Array(vector.slice().buffer));
}

function toInt32Array(bytes: Buffer): Int32Array {
  return new Int32Array(new Uint8Array(toLittleEndian(bytes)).buffer);
}

function toLittleEndian(bytes: Buffer): Buffer {
  return endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes;
}
