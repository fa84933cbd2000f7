import type { Scope } from '../../auth/scope.js';

/** The keys of one request to a source, and the arguments of the field. */
export type BuildFromKeys<Result> = (keys: string[], args: never) => Result;

/** How long values of a source are cached. */
export interface RemoteCaching {
  /** Seconds for which a value is cached: in this process, and in responses with the field. */
  seconds: number;
  /** Returns cache tags whose changes invalidate the value before that, such as `slug:harbour`. */
  tags?: (key: string) => string[];
  /** Seconds for which a value is returned after that, if the source fails. Defaults to 0. */
  staleIfErrorSeconds?: number;
}

/** When the circuit breaker of a source opens, and how long it stays open. */
export interface RemoteBreaker {
  /** Failed calls in a row that open it. Defaults to 5. */
  failures?: number;
  /** Seconds without calls, after which one is tried. Defaults to 10. */
  seconds?: number;
}

/** A REST or GraphQL source of a field. */
export interface RemoteOptions {
  /**
   * URL of the source. `{keys}` stands for all keys of a request, separated by commas, `{key}` for the one of a
   * request, and the name of an argument in braces for its value. A function returns it for the keys.
   */
  url: string | BuildFromKeys<string>;
  /**
   * Field of the parent, or function of the parent and the arguments, whose value is the key of an object at the source.
   * Defaults to the ID. The field is null without a request if the key is null or empty.
   */
  key?: string | ((parent: never, args: never) => string | number | null | undefined);
  /** Fields of the parent that a function `key` gets, such as `slug section { slug }`. Defaults to `id`. */
  fields?: string;
  /** Returns the JSON body of a POST request. Without it, requests are GET requests. */
  body?: BuildFromKeys<unknown>;
  /** GraphQL document that is sent to the source by POST, with `variables`. */
  query?: string;
  variables?: BuildFromKeys<Record<string, unknown>>;
  /**
   * Returns the value of a key from the JSON of a response, or `data` of a GraphQL response. By default, the property of
   * that name for requests of several keys, and all of it for a request of one.
   */
  select?: (answer: never, key: string, args: never) => unknown;
  /** Maximum number of keys in a request. Defaults to 100, or to 1 with `{key}`. */
  batchSize?: number;
  /** Milliseconds that the source has to respond. Defaults to 1,000. */
  timeoutMs?: number;
  /** Maximum number of requests at a time from this process; ten times as many wait. Defaults to 10. */
  concurrency?: number;
  /** Maximum size of a response in bytes. Defaults to 1 MiB. */
  maxBytes?: number;
  /** Headers of every request, such as a token. */
  headers?: Record<string, string>;
  /** Names of the client's headers that are passed on. Responses are not cached then. */
  forwardHeaders?: string[];
  breaker?: RemoteBreaker;
  /** By default, responses with the field are not cached. */
  cache?: RemoteCaching;
  /** Number of fields that the field counts as in the query cost. Defaults to 10. */
  cost?: number;
  /** Maximum length of a list, and its length in the query cost. Longer ones are cut. */
  maxItems?: number;
  /** True for null without an error when the source fails. */
  nullOnError?: boolean;
  /** Scopes of which the client needs one. */
  scopes?: readonly Scope[];
}

/** Field whose values come from a source over HTTP. */
export interface RemoteDefinition {
  remote: RemoteOptions;
}

/** Declares the source of a field. */
export function remote(options: RemoteOptions): RemoteDefinition {
  return { remote: options };
}
