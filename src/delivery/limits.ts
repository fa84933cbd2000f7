import type { ApolloServerPlugin } from '@apollo/server';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type GraphQLSchema, getNullableType, isListType, type ValidationRule } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../shared/connection.js';
import { ErrorCode } from '../shared/errors.js';

/** Longest document that is read, in tokens: parsing and validating longer ones costs more than answering them. */
export const MAX_TOKENS = 1_000;
/** Most other names for fields in one document. */
const MAX_ALIASES = 15;
/** How deep fields may stand below the operation; questions about the schema, which are deep, excepted. */
const MAX_DEPTH = 15;
/** As many as a list without `first` or `last` is taken to have: tags, authors, blocks, sections. */
const LIST_SIZE = 3;

/** What a document may be, whatever it asks for. */
export const documentLimits = [
  maxAliasesRule({ n: MAX_ALIASES, ...asValidation() }),
  maxDepthRule({ n: MAX_DEPTH, ignoreIntrospection: true, ...asValidation() }),
] as unknown as ValidationRule[];

/** By themselves these rules throw, which would pass for a fault of ours. */
function asValidation() {
  const report = (context: { reportError(error: GraphQLError): void } | null, error: GraphQLError) =>
    context?.reportError(error);
  return { propagateOnRejection: false, onReject: [report] };
}

/**
 * Refuses what could answer more fields than the limit, before anything runs: each field counts 1, and all below a
 * list as often as the list may be long.
 */
export function costLimit(schema: GraphQLSchema, limit: number): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operationName, request: { variables } }) => {
        const cost = costOf({
          schema,
          query: document,
          estimators: [fieldsAnswered],
          ...(variables && { variables }),
          ...(operationName && { operationName }),
        });
        if (cost <= limit) return;
        throw refused(
          `This could answer ${cost} fields, and ${limit} is the limit. Ask for shorter lists, or fewer in each other.`,
        );
      },
    }),
  };
}

/** What cannot be counted, for what its variables are, is not run either. */
function costOf(options: Parameters<typeof getComplexity>[0]): number {
  try {
    return getComplexity(options);
  } catch (error) {
    throw refused(error instanceof GraphQLError ? error.message : 'Its variables cannot be read.');
  }
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: ErrorCode.BAD_USER_INPUT, http: { status: 400 } },
  });
}

const fieldsAnswered: ComplexityEstimator = ({ field, args, type, childComplexity }) => {
  const answered = getNullableType(field.type);
  const isConnection = /Connection!?$/.test(String(field.type));
  // The length of a connection counts at the connection, whose fields edges and nodes are lists of that length.
  const isWithinConnection = /Connection$/.test(type.name);
  if (!isConnection && (isWithinConnection || !isListType(answered))) return 1 + childComplexity;
  return 1 + childComplexity * lengthOf(args, isConnection ? DEFAULT_PAGE_SIZE : LIST_SIZE);
};

/** One below 0 or over the maximum is refused as such when it comes to it. */
function lengthOf({ first, last, ids }: Record<string, unknown>, otherwise: number): number {
  const asked = [first, last, Array.isArray(ids) ? ids.length : undefined].find(
    (size) => typeof size === 'number',
  );
  return Math.min(Math.max(Number(asked ?? otherwise), 1), MAX_PAGE_SIZE);
}
