import { GraphQLError, type GraphQLSchema } from 'graphql';
import { type RewrittenDocument, rewriteDocument } from './rewrite-document.js';

/** Files that are documents; in all others, documents are template strings. */
const DOCUMENT_FILE = /\.(?:graphql|gql)$/;

/** Template strings after `gql`, `graphql` or a comment that names the language, also those in `graphql(…)`. */
const TEMPLATE = /(?:(?<![\w.$/-])(?:gql|graphql)\s*\(?\s*|\/\*\s*GraphQL\s*\*\/\s*)`((?:[^`\\]|\\.)*)`/g;

/** Beginning of a document, after comments. */
const BEGINNING = /^\s*(?:#.*\n\s*)*(?:\{|(?:query|mutation|subscription|fragment)\b)/;

/** Replaces the deprecated elements in the documents of a file, of which `path` has the extension. */
export function rewriteSource(schema: GraphQLSchema, path: string, text: string): RewrittenDocument {
  if (DOCUMENT_FILE.test(path)) return rewriteDocument(schema, text);
  const replaced: string[] = [];
  const remaining = new Set<string>();
  const result = text.replace(TEMPLATE, (whole, document: string) => {
    if (!BEGINNING.test(document)) return whole;
    const rewritten = rewriteTemplate(schema, document);
    replaced.push(...rewritten.replaced);
    for (const each of rewritten.remaining) remaining.add(each);
    return whole.replace(document, () => rewritten.text);
  });
  return { text: result, replaced, remaining: [...remaining] };
}

/**
 * Replaces the deprecated elements of a document in a template string. Embedded expressions, which are fragments
 * nearly always, are kept; a document that cannot be read without their values is left as it is, and named.
 */
function rewriteTemplate(schema: GraphQLSchema, document: string): RewrittenDocument {
  const expressions: string[] = [];
  // As comments, which the parser skips.
  const readable = document.replace(/\$\{[^}$]*\}/g, (expression) => {
    expressions.push(expression);
    return `#expression${expressions.length - 1}#\n`;
  });
  try {
    const rewritten = rewriteDocument(schema, readable);
    const text = rewritten.text.replace(
      /#expression(\d+)#\n/g,
      (_, index: string) => expressions[Number(index)] ?? '',
    );
    return { ...rewritten, text };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [line = ''] = document.trim().split('\n');
    return {
      text: document,
      replaced: [],
      remaining: [`A document could not be read: ${line}: ${error.message}`],
    };
  }
}
