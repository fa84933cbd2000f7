import { createHash } from 'node:crypto';
import { type ASTVisitor, type DocumentNode, Kind, print, separateOperations, visit } from 'graphql';

/** An operation with its fragments, without the values that its text contains. */
export interface NormalizedOperation {
  /** Hexadecimal SHA-256 of the text. */
  hash: string;
  /** Null for an anonymous operation. */
  name: string | null;
  text: string;
}

/** Replaces strings and numbers, which may be data of readers. Names of enum values and input fields stay. */
const blankLiterals: ASTVisitor = {
  StringValue: () => ({ kind: Kind.STRING, value: '' }),
  IntValue: () => ({ kind: Kind.INT, value: '0' }),
  FloatValue: () => ({ kind: Kind.FLOAT, value: '0' }),
};

/** Normalizes each operation of a document. */
export function normalizeOperations(document: DocumentNode): NormalizedOperation[] {
  return Object.entries(separateOperations(document)).map(([name, operation]) => {
    const text = print(visit(operation, blankLiterals));
    return { hash: createHash('sha256').update(text).digest('hex'), name: name || null, text };
  });
}
