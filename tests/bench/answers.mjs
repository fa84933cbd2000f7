import { isDeepStrictEqual } from 'node:util';
import { postJson } from '../support/graph.mjs';
import { createRandom, createZipf, shuffle } from '../support/random.mjs';
import { buildRequestBody } from './workloads.mjs';

/** Number of requests in the cycle of one connection. */
const REQUESTS = 500;
/** Number of requests in a sequence that is drawn. */
const STREAM = 100_000;

/**
 * Requests everything from the gateway once, and adds to each workload its responses and its mix of requests.
 */
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
    recorded.push({ ...addRequests(workload, variables, mix), answers });
  }
  return recorded;
}

/** Adds to a workload its variables and its mix of requests. */
function addRequests(workload, allVariables, mix) {
  const bodies = allVariables.map((each) => buildRequestBody(workload, each));
  return {
    ...workload,
    allVariables,
    stream: buildStream(bodies, mix),
    requests: buildRequests(bodies, mix),
  };
}

/** Builds the same workload for PostGraphile, which names fields and arguments in its own way. */
export function translateToPostgraphile(workload, { mix }) {
  const { document, toVariables = (variables) => variables } = workload.postgraphile;
  return addRequests({ ...workload, document }, workload.allVariables.map(toVariables), mix);
}

/** Asserts that a rival returns the same responses, so that the comparison is fair. */
export async function assertSameResponses(workloads, rival) {
  for (const workload of workloads.filter(({ differs }) => !differs)) {
    for (const [i, variables] of workload.allVariables.entries()) {
      const theirs = normalizeResponse(await fetchResponse(rival, workload, variables));
      const ours = normalizeResponse(workload.answers[i]);
      if (isDeepStrictEqual(theirs, ours)) continue;
      throw new Error(
        `${rival.name} and the gateway differ on ${JSON.stringify(variables)}${describeDifference(theirs, ours)}`,
      );
    }
  }
}

/** Returns the path of the first value that differs, with both values. */
function describeDifference(theirs, ours) {
  const isBranch = [theirs, ours].every((value) => typeof value === 'object' && value !== null);
  if (!isBranch) return `:\n${JSON.stringify(theirs)}\n${JSON.stringify(ours)}`;
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
  const name = names.find((each) => !isDeepStrictEqual(theirs[each], ours[each]));
  return `.${name}${describeDifference(theirs[name], ours[name])}`;
}

/** Sends every request once to fill a server's caches. */
export async function warmUp(workloads, server) {
  for (const workload of workloads)
    for (const variables of workload.allVariables) await fetchResponse(server, workload, variables);
}

async function fetchResponse({ url }, workload, variables) {
  const response = await postJson(url, buildRequestBody(workload, variables));
  const text = await response.text();
  if (!response.ok || !isSuccessful(text))
    throw new Error(`${workload.name}, ${JSON.stringify(variables)}: ${text.slice(0, 1000)}`);
  return text;
}

/** Returns true if a response has data and no errors. Apollo writes errors first. */
export function isSuccessful(answer) {
  return /^{"data" ?: ?{"\w+" ?: ?{/.test(answer);
}

/** Parses a response, including JSON in strings, so that whitespace does not matter in comparisons. */
function normalizeResponse(answer) {
  return JSON.parse(answer, (key, value) => (key === 'jsonLd' ? JSON.parse(value) : value));
}

/**
 * Builds one sequence of requests for all connections. None repeats before all others were sent, unless they are drawn
 * by their rank.
 */
function buildStream(bodies, mix) {
  const random = createRandom(1);
  return mix === 'zipf'
    ? Array.from({ length: STREAM }, createZipf(bodies, random))
    : shuffle(bodies, random);
}

/** Returns a function that builds the sequence of requests of connection n. */
function buildRequests(bodies, mix) {
  return (connection) => {
    const random = createRandom(connection);
    if (mix === 'zipf') return Array.from({ length: REQUESTS }, createZipf(bodies, random));
    return shuffle(bodies, random).slice(0, REQUESTS);
  };
}
