/** The part of a typed document that holds its types, as graphql-codegen and gql.tada write them. */
export interface DocumentTypes<Data, Variables> {
  __apiType?: (variables: Variables) => Data;
}

/** A string that carries the types of its document, as `codegenConfig` writes it. */
export type DocumentString<Data = any, Variables = any> = string & DocumentTypes<Data, Variables>;

/** A document that the gateway knows by its hash or ID: `{ documentId: 'sha256:…' }`. */
export interface TrustedDocument<Data = any, Variables = any> extends DocumentTypes<Data, Variables> {
  documentId: string;
}

/**
 * An operation: a string, a DocumentString, TypedDocumentString or TypedDocumentNode, or a trusted document. Only the
 * types and the text of a typed document are read, so no GraphQL library is needed.
 */
export type Document<Data = any, Variables = any> = string | DocumentTypes<Data, Variables>;

/** Arguments after the document: the variables may be omitted if none is required. */
export type OperationArguments<Variables, Options> =
  Record<string, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

/** The parameter of a GraphQL request that says which operation to run. */
export type OperationSource = { documentId: string } | { query: string };

/** The properties that the kinds of documents have. */
interface DocumentSource {
  documentId?: string;
  /** Metadata of graphql-codegen's documents. */
  __meta__?: { hash?: unknown };
  /** Location of a parsed document, with its text. */
  loc?: { source?: { body?: string } };
}

/** Returns the hash or the text of a document. Throws TypeError if it has neither. */
export function getSource(
  document: Document,
  { trusted, print }: { trusted?: boolean | undefined; print?: ((document: any) => string) | undefined },
): OperationSource {
  if (typeof document === 'string') return { query: document };
  const { documentId, __meta__, loc }: DocumentSource = Object(document);
  const hash = documentId ?? (trusted ? __meta__?.hash : undefined);
  if (typeof hash === 'string') return { documentId: hash };
  const query = document instanceof String ? String(document) : (print?.(document) ?? loc?.source?.body);
  if (query) return { query };
  throw new TypeError(
    Object.keys(Object(document)).length > 0
      ? 'The document has no text. Pass `print` of graphql.'
      : 'The document is empty. Generate code again. For `use cache` of Next.js, generate strings with codegenConfig.',
  );
}
