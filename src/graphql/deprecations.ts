import type { IncomingHttpHeaders } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  isEnumType,
  type OperationDefinitionNode,
  separateOperations,
} from 'graphql';
import { collectCoordinates } from './schema-check/collect-coordinates.js';

/** Request header that adds `extensions.deprecations` to the response. */
export const SHOW_DEPRECATIONS = 'x-deprecations';

/** Returns true if the client requested the deprecated elements that its operation uses. */
export function isDeprecationsRequest(headers: IncomingHttpHeaders): boolean {
  return headers[SHOW_DEPRECATIONS] !== undefined;
}

/** A deprecated element of the schema that an operation uses. */
export interface Deprecation {
  /** `Article.kicker`, `Query.articles.after` for an argument, or `ArticleOrder.TITLE` for an enum value. */
  field: string;
  reason: string;
  /** Day after which it may be removed, such as 2027-06-01; null if the reason names none. */
  removedAfter: string | null;
}

/** Last sentence of a reason that names a day. */
const REMOVAL = /Removed after (\d{4}-\d{2}-\d{2})\.?\s*$/;

/** Adds the deprecated elements that an operation uses to its response, if requested. */
export function createDeprecationsPlugin(
  schema: GraphQLSchema,
): ApolloServerPlugin<{ shouldReportDeprecations?: boolean }> {
  const known = new WeakMap<OperationDefinitionNode, Deprecation[]>();
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ document, operation, contextValue, response: { body } }) => {
        if (!contextValue.shouldReportDeprecations || !document || !operation || body.kind !== 'single')
          return;
        const deprecations = known.get(operation) ?? listDeprecations(schema, document, operation);
        known.set(operation, deprecations);
        body.singleResult.extensions = { ...body.singleResult.extensions, deprecations };
      },
    }),
  };
}

/** Lists the deprecated elements that an operation uses. */
function listDeprecations(
  schema: GraphQLSchema,
  document: DocumentNode,
  { name }: OperationDefinitionNode,
): Deprecation[] {
  const { used } = collectCoordinates(schema, separateOperations(document)[name?.value ?? '']!);
  return [...used].flatMap((field) => {
    const reason = findDeprecationReason(schema, field);
    return reason == null ? [] : [{ field, reason, removedAfter: REMOVAL.exec(reason)?.[1] ?? null }];
  });
}

function findDeprecationReason(schema: GraphQLSchema, coordinate: string): string | null | undefined {
  const [typeName = '', name = '', argument] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (isEnumType(type)) return type.getValue(name)?.deprecationReason;
  const field = type && 'getFields' in type ? type.getFields()[name] : undefined;
  if (argument === undefined || !field) return field?.deprecationReason;
  return 'args' in field ? field.args.find((each) => each.name === argument)?.deprecationReason : undefined;
}
