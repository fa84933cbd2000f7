import type { ApolloServerPlugin } from '@apollo/server';
import type { ResponsePath } from 'graphql';
import { preciseNow } from '../../observability/telemetry.js';
import type { OperationState } from '../operation-result.js';

/** As many fields as are noted of one operation. */
const MAX_FIELDS = 1_000;

/** Notes in the context when each field began and how long it took. It makes every field dearer: see TRACE_FIELDS. */
export const fieldTimingPlugin: ApolloServerPlugin<OperationState> = {
  requestDidStart: async () => ({
    executionDidStart: async ({ contextValue: { outcome } }) => {
      outcome.fields = [];
      const { fields } = outcome;
      return {
        willResolveField: ({ info: { path, parentType, fieldName } }) => {
          const startedAt = preciseNow();
          return () => {
            if (fields.length >= MAX_FIELDS) return;
            const coordinate = `${parentType.name}.${fieldName}`;
            fields.push({ path: formatPath(path), coordinate, startedAt, ms: preciseNow() - startedAt });
          };
        },
      };
    },
  }),
};

function formatPath({ prev, key }: ResponsePath): string {
  return prev ? `${formatPath(prev)}.${key}` : String(key);
}
