import type { IncomingHttpHeaders } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { GraphErrorHandler } from '../format-error.js';
import type { OperationParams } from '../operation.js';
import type { RefusedFieldsContext } from '../refused/refused-fields.js';
import { readSources } from './read-sources.js';
import { type TracedDocument, type TraceNames, traceDocument } from './traced-document.js';
import { FieldWriters } from './written-fields.js';

/** Request header that adds `extensions.sourceMap` to the response to a query. */
export const SOURCE_MAP = 'x-source-map';

/** Returns true if the client requested the sources of the values in the response. */
export function isSourceMapRequest(headers: IncomingHttpHeaders): boolean {
  return headers[SOURCE_MAP] !== undefined;
}

export interface SourceMapContext extends RefusedFieldsContext {
  requestId: string;
  /** True if the client requested the sources of the values in the response. */
  shouldMapSources?: boolean;
}

/** Executes a query that passed all checks. */
type ExecuteChecked<Context> = (
  document: DocumentNode,
  request: Pick<OperationParams, 'operationName' | 'variables'>,
  context: Context,
) => Promise<ExecutionResult>;

/**
 * Adds the source of each value to the response to a query, if requested. The query is executed with the ID, revision
 * and origin of each object besides; `data` is the same without them.
 */
export function createSourceMapPlugin<Context extends SourceMapContext>(
  schema: GraphQLSchema,
  execute: ExecuteChecked<Context>,
  errorHandler: Pick<GraphErrorHandler, 'format' | 'report'>,
): ApolloServerPlugin<Context> {
  const traced = new WeakMap<DocumentNode, TracedDocument>();
  const writers = new FieldWriters(schema);
  return {
    requestDidStart: async () => ({
      responseForOperation: async ({ operation, document, request, response, contextValue }) => {
        // Despite its type, `operation` is undefined if the document has none of the name.
        if (!contextValue.shouldMapSources || operation?.operation !== OperationTypeNode.QUERY) return null;
        const trace = traced.get(document) ?? traceDocument(schema, document);
        traced.set(document, trace);
        const { operationName, variables } = request;
        const { data, errors = [] } = await execute(
          trace.document,
          { operationName, variables },
          contextValue,
        );
        // Their errors are among those of the result, to which the plugin of refused fields would add them again.
        contextValue.refusedFields = undefined;
        const definition = getOperationAST(trace.document, operationName);
        const sourceMap = data && definition && readSources(schema, trace, definition, data, writers);
        const visible = errors.filter(({ path }) => !isOfTrace(path, trace.names));
        errorHandler.report(errors, contextValue.requestId, operationName);
        const singleResult = {
          ...(visible.length > 0 && {
            errors: visible.map((error) => errorHandler.format(error.toJSON(), error)),
          }),
          data,
          ...(sourceMap && { extensions: { sourceMap } }),
        };
        return { http: response.http, body: { kind: 'single', singleResult } };
      },
    }),
  };
}

/** Returns true for an error of a field that only the trace selected, such as the origin of an object. */
function isOfTrace(path: readonly (string | number)[] | undefined, names: TraceNames): boolean {
  const added: (string | number)[] = Object.values(names);
  return path?.some((key) => added.includes(key)) ?? false;
}
