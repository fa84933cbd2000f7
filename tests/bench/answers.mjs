import { isDeepStrictEqual } from 'node:util';
import { createRandom, createZipf, shuffle } from './random.mjs';
import { buildRequestBody } from './workloads.mjs';

/** Requests that one connection sends before it starts again. */
const REQUESTS = 500;

/** Asks the gateway once for everything, and adds to each workload its answers and the mix of its requests. */
export async function recordResponses(workloads, gateway, { articles }, { mix, asked }) {
  const recorded = [];
  for (const workload of workloads) {
    const all = workload.variables(articles);
    const step = Math.max(1, all.length / asked);
    const variables = Array.from(
      { length: Math.min(all.length, asked) },
      (_, i) => all[Math.floor(i * step)],
    );
    const answers = [];
    for (const each of variables) answers.push(await fetchResponse(gateway, workload, each));
    const bodies = variables.map((each) => buildRequestBody(workload, each));
    recorded.push({ ...workload, allVariables: variables, answers, requests: buildRequests(bodies, mix) });
  }
  return recorded;
}

/** The hand-written SQL is a rival only if it does the same work. */
export async function assertSameResponses(workloads, { sql }) {
  for (const workload of workloads.filter(({ differs }) => !differs)) {
    for (const [i, variables] of workload.allVariables.entries()) {
      const theirs = normalizeResponse(await fetchResponse(sql, workload, variables));
      const ours = normalizeResponse(workload.answers[i]);
      if (isDeepStrictEqual(theirs, ours)) continue;
      const detail = JSON.stringify({ ours, theirs }).slice(0, 10_000);
      throw new Error(`${workload.sql} and the gateway differ on ${JSON.stringify(variables)}:\n${detail}`);
    }
  }
}

/** Has a server remember what it can. */
export async function warmUp(workloads, server) {
  for (const workload of workloads)
    for (const variables of workload.allVariables) await fetchResponse(server, workload, variables);
}

async function fetchResponse({ url }, workload, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: buildRequestBody(workload, variables),
  });
  const text = await response.text();
  if (!response.ok || !isSuccessful(text))
    throw new Error(`${workload.name}, ${JSON.stringify(variables)}: ${text.slice(0, 1000)}`);
  return text;
}

/** Whether an answer has what was asked for. Apollo writes errors first, where there are any. */
export function isSuccessful(answer) {
  return /^{"data" ?: ?{"\w+" ?: ?{/.test(answer);
}

/** JSON within JSON is compared by what it says, not by its spaces. */
function normalizeResponse(answer) {
  return JSON.parse(answer, (key, value) => (key === 'jsonLd' ? JSON.parse(value) : value));
}

/** For connection n, what it asks for, in order. */
function buildRequests(bodies, mix) {
  return (connection) => {
    const random = createRandom(connection);
    if (mix === 'zipf') return Array.from({ length: REQUESTS }, createZipf(bodies, random));
    return shuffle(bodies, random).slice(0, REQUESTS);
  };
}
