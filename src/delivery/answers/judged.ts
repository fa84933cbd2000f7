import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { ReadSet } from '../../database/read-set.js';
import type { Operated, Outcome } from '../../shared/outcome.js';
import { type IdentifiedOperation, identifyOperation } from '../execution/operation-key.js';
import type { Answer } from './answer-cache.js';

type Variables = Record<string, unknown> | null | undefined;

/** What a context learns of its operation. Apollo hands on a copy of the context, which holds the same objects. */
export interface Judged {
  reads: ReadSet;
  outcome: Outcome & { operation?: IdentifiedOperation; variables?: Variables };
}

/** Notes in the context what came of its operation. */
export const judgeAnswers: ApolloServerPlugin<Judged> = {
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
      if (operation?.type === OperationTypeNode.MUTATION) outcome.is = 'written';
      else if (operation && !errors?.length) outcome.is = 'read';
      const { body } = response;
      const [error] = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
      if (operation) Object.assign(outcome, { operation, variables: request.variables });
      outcome.operated = operatedOf(operation, error ? String(error.extensions?.code) : 'OK');
    },
  }),
};

/** Names an operation for metrics, traces and the log. */
export function operatedOf(operation: IdentifiedOperation | null, outcome: string): Operated {
  const { name = null, type = null, documentHash = null } = operation ?? {};
  return { name, type, documentHash, outcome };
}

/** The answer as it is sent. `key`: by which it may be kept, when that is another than the name of its request. */
export function toAnswer(
  { status, headers, text }: { status: number; headers: Record<string, string>; text: string },
  judged: Judged | undefined,
  key: string | null = null,
): Answer {
  const body = Buffer.from(text);
  // Who may keep it is not for Apollo to say.
  const { 'cache-control': _, ...others } = headers;
  const { keys = [], endsAt = 0, copiesLast = 0 } = judged?.reads ?? {};
  const madeAt = Date.now();
  const isReusable = judged?.outcome.is === 'read' && status === 200 && endsAt > madeAt;
  const operated = judged?.outcome.operated ?? operatedOf(null, `HTTP_${status}`);
  return {
    key,
    status,
    headers: others,
    body,
    isReusable,
    encoded: {},
    reads: [...keys],
    madeAt,
    endsAt,
    operated,
    copiesLast,
  };
}
