import type { ApolloServerPlugin } from '@apollo/server';
import type { ResponsePath } from 'graphql';
import type { Judged } from '../answers/judged.js';
import { preciseNow } from './observer.js';

/** As many fields as are noted of one operation. */
const MOST = 1_000;

/** Notes in the context when each field began and how long it took. It makes every field dearer: see TRACE_FIELDS. */
export const timeFields: ApolloServerPlugin<Judged> = {
  requestDidStart: async () => ({
    executionDidStart: async ({ contextValue: { outcome } }) => {
      outcome.fields = [];
      const { fields } = outcome;
      return {
        willResolveField: ({ info: { path, parentType, fieldName } }) => {
          const startedAt = preciseNow();
          return () => {
            if (fields.length >= MOST) return;
            const coordinate = `${parentType.name}.${fieldName}`;
            fields.push({ path: textOf(path), coordinate, startedAt, ms: preciseNow() - startedAt });
          };
        },
      };
    },
  }),
};

function textOf({ prev, key }: ResponsePath): string {
  return prev ? `${textOf(prev)}.${key}` : String(key);
}
