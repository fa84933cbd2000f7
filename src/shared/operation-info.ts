/** What was asked, and what came of it. */
export interface OperationInfo {
  /** As its client calls it; null when it has no name, or could not be read. */
  name: string | null;
  /** query, mutation or subscription; null when it could not be read. */
  type: string | null;
  /** Hexadecimal SHA-256 of its document; null when it could not be read. */
  documentHash: string | null;
  /** OK, or the code of its first error. */
  outcome: string;
}

/** A field of an answer, and how long it took. */
export interface ObservedField {
  /** e.g. articles.nodes.0.title */
  path: string;
  /** e.g. Article.title */
  coordinate: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  ms: number;
}

/** What a context learns of its operation. */
export interface OperationOutcome {
  /** Whether it wrote, or read without an error. */
  effect?: 'read' | 'written';
  info?: OperationInfo;
  /** Its fields, when every one is traced. */
  fields?: ObservedField[];
}
