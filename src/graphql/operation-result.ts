import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { DependencyTracker } from '../cache/dependency-tracker.js';
import type { CachedResponse } from '../cache/response-cache-store.js';
import type { OperationInfo, OperationOutcome } from '../shared/operation-info.js';
import { type IdentifiedOperation, identifyOperation } from './operation-key.js';

type Variables = Record<string, unknown> | null | undefined;

/** What a context learns of its operation. Apollo hands on a copy of the context, which holds the same objects. */
export interface OperationState {
  dependencies: DependencyTracker;
  outcome: OperationOutcome & { operation?: IdentifiedOperation; variables?: Variables };
}

/** Notes in the context what came of its operation. */
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

/** Names an operation for metrics, traces and the log. */
export function describeOperation(operation: IdentifiedOperation | null, outcome: string): OperationInfo {
  const { name = null, type = null, documentHash = null } = operation ?? {};
  return { name, type, documentHash, outcome };
}

/** The answer as it is sent. `key`: by which it may be kept, when that is another than the name of its request. */
export function toCachedResponse(
  { status, headers, text }: { status: number; headers: Record<string, string>; text: string },
  state: OperationState | undefined,
  key: string | null = null,
): CachedResponse {
  const body = Buffer.from(text);
  // Who may keep it is not for Apollo to say.
  const { 'cache-control': _, ...otherHeaders } = headers;
  const { tags = [], expiresAt = 0, cdnTtlMs = 0 } = state?.dependencies ?? {};
  const createdAt = Date.now();
  const isCacheable = state?.outcome.effect === 'read' && status === 200 && expiresAt > createdAt;
  const operation = state?.outcome.info ?? describeOperation(null, `HTTP_${status}`);
  return {
    key,
    status,
    headers: otherHeaders,
    body,
    isCacheable,
    encodings: {},
    tags: [...tags],
    createdAt,
    expiresAt,
    operation,
    cdnTtlMs,
  };
}
