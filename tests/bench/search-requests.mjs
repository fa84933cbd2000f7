import { sendQuery } from '../support/graph.mjs';

/** Sends an operation and returns the data and the duration in milliseconds. */
export async function measureQuery(gateway, query, variables) {
  const start = performance.now();
  const data = await sendQuery(gateway, query, variables);
  return { data, milliseconds: performance.now() - start };
}
