/** Name, type and outcome of an operation. */
export interface OperationInfo {
  /** Operation name; null if it has none or could not be parsed. */
  name: string | null;
  /** query, mutation or subscription; null if it could not be parsed. */
  type: string | null;
  /** Hexadecimal SHA-256 of its document; null if it could not be parsed. */
  documentHash: string | null;
  /** OK, or the code of its first error. */
  outcome: string;
}

/** A field of a response and the time that it took. */
export interface ObservedField {
  /** e.g. articles.nodes.0.title */
  path: string;
  /** e.g. Article.title */
  coordinate: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  ms: number;
}

/** A change that was committed. Errors of its response concern only the reading of the result. */
export interface SavedChange {
  /** Global ID of the written node; null for other objects, and for a repeated request. */
  id: string | null;
}

/** Outcome of an operation, recorded in its context. */
export interface OperationOutcome {
  /** `written` for a mutation, `read` for a query without errors. */
  effect?: 'read' | 'written';
  info?: OperationInfo;
  /** The committed change of a mutation. */
  savedChange?: SavedChange;
  /** BCP 47 tag of the language of the response; undefined for a site with one language, and for all languages. */
  language?: string | undefined;
  /** Traced fields, if every field is traced. */
  fields?: ObservedField[];
}
