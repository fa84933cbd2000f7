import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { ReadSet } from '../../database/read-set.js';
import type { Outcome } from '../../shared/outcome.js';
import type { Answer } from './answer-cache.js';

/** What a context learns of its operation. Apollo hands on a copy of the context, which holds the same objects. */
export interface Judged {
  reads: ReadSet;
  outcome: Outcome;
}

/** Notes in the context what came of its operation. */
export const judgeAnswers: ApolloServerPlugin<Judged> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ operation, operationName, contextValue, errors, response: { body } }) => {
      if (operation?.operation === OperationTypeNode.MUTATION) contextValue.outcome.is = 'written';
      else if (operation && !errors?.length) contextValue.outcome.is = 'read';
      const [error] = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
      contextValue.outcome.operated = {
        name: operationName || null,
        type: operation?.operation ?? null,
        outcome: error ? String(error.extensions?.code) : 'OK',
      };
    },
  }),
};

/** The answer as it is sent. */
export function toAnswer(
  { status, headers, text }: { status: number; headers: Record<string, string>; text: string },
  judged: Judged | undefined,
): Answer {
  const body = Buffer.from(text);
  // Who may keep it is not for Apollo to say.
  const { 'cache-control': _, ...others } = headers;
  const { keys = [], endsAt = 0, copiesLast = 0 } = judged?.reads ?? {};
  const madeAt = Date.now();
  const isReusable = judged?.outcome.is === 'read' && status === 200 && endsAt > madeAt;
  const operated = judged?.outcome.operated ?? { name: null, type: null, outcome: `HTTP_${status}` };
  return {
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
