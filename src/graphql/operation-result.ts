import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { DependencyTracker } from '../cache/dependency-tracker.js';
import type { CachedResponse } from '../cache/response-cache-store.js';
import type { OperationInfo, OperationOutcome } from '../shared/operation-info.js';
import { type IdentifiedOperation, identifyOperation } from './operation-key.js';

type Variables = Record<string, unknown> | null | undefined;

/**
 * State of an operation, as the context holds it. Apollo copies the context, and the copy shares these
 * objects.
 */
export interface OperationState {
  dependencies: DependencyTracker;
  outcome: OperationOutcome & { operation?: IdentifiedOperation; variables?: Variables };
}

/** Records the outcome of an operation in the context. */
export const recordOutcomePlugin: ApolloServerPlugin<OperationState> = {
  requestDidStart: async () => ({
    willSendResponse: async ({
      request,
      document,
      operation: found,
      operationName,
      contextValue,
      errors,
      response,
    }) => {
      const { outcome } = contextValue;
      const operation = document && found ? identifyOperation(document, operationName) : null;
      if (operation?.type === OperationTypeNode.MUTATION) outcome.effect = 'written';
      else if (operation && !errors?.length) outcome.effect = 'read';
      const { body } = response;
      const [error] = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
      if (operation) Object.assign(outcome, { operation, variables: request.variables });
      outcome.info = describeOperation(operation, error ? String(error.extensions?.code) : 'OK');
    },
  }),
};

/** Describes an operation for metrics, traces and the log. */
export function describeOperation(operation: IdentifiedOperation | null, outcome: string): OperationInfo {
  const { name = null, type = null, documentHash = null } = operation ?? {};
  return { name, type, documentHash, outcome };
}

/**
 * Builds the cacheable response. `key` is the operation's cache key; null if the request's name is used
 * instead.
 */
export function toCachedResponse(
  { status, headers, text }: { status: number; headers: Record<string, string>; text: string },
  state: OperationState | undefined,
  key: string | null = null,
): CachedResponse {
  const body = Buffer.from(text);
  // Drop Apollo's cache-control header; we set our own.
  const { 'cache-control': _, ...otherHeaders } = headers;
  const {
    tags = [],
    texts = [],
    untrackedFields = [],
    expiresAt = 0,
    cdnTtlMs = 0,
  } = state?.dependencies ?? {};
  const createdAt = Date.now();
  const isShareable = expiresAt > createdAt;
  const operation = state?.outcome.info ?? describeOperation(null, `HTTP_${status}`);
  return {
    key,
    status,
    headers: otherHeaders,
    body,
    isCacheable: isShareable && state?.outcome.effect === 'read' && status === 200,
    isShareable,
    encodings: {},
    tags: [...tags],
    texts: [...texts],
    untrackedFields: [...untrackedFields],
    createdAt,
    expiresAt,
    operation,
    cdnTtlMs,
  };
}
