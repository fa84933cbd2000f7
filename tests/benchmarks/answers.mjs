import { isDeepStrictEqual } from 'node:util';
import { randomNumbers, shuffled, zipf } from './random.mjs';
import { requestBody } from './workloads.mjs';

/** Requests that one connection sends before it starts again. */
const REQUESTS = 500;

/** Asks the gateway once for everything, and adds to each workload its answers and the mix of its requests. */
export async function recordAnswers(workloads, gateway, { articles }, { mix, asked }) {
  const recorded = [];
  for (const workload of workloads) {
    const all = workload.variables(articles);
    const step = Math.max(1, all.length / asked);
    const variables = Array.from(
      { length: Math.min(all.length, asked) },
      (_, i) => all[Math.floor(i * step)],
    );
    const answers = [];
    for (const each of variables) answers.push(await answerOf(gateway, workload, each));
    const bodies = variables.map((each) => requestBody(workload, each));
    recorded.push({ ...workload, allVariables: variables, answers, requests: requestsOf(bodies, mix) });
  }
  return recorded;
}

/** The hand-written SQL is a rival only if it does the same work. */
export async function refuseDifferentAnswers(workloads, { sql }) {
  for (const workload of workloads.filter(({ differs }) => !differs)) {
    for (const [i, variables] of workload.allVariables.entries()) {
      const theirs = comparable(await answerOf(sql, workload, variables));
      const ours = comparable(workload.answers[i]);
      if (isDeepStrictEqual(theirs, ours)) continue;
      const detail = JSON.stringify({ ours, theirs }).slice(0, 10_000);
      throw new Error(`${workload.sql} and the gateway differ on ${JSON.stringify(variables)}:\n${detail}`);
    }
  }
}

/** Has a server remember what it can. */
export async function warmUp(workloads, server) {
  for (const workload of workloads)
    for (const variables of workload.allVariables) await answerOf(server, workload, variables);
}

async function answerOf({ url }, workload, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: requestBody(workload, variables),
  });
  const text = await response.text();
  if (!response.ok || !isGood(text))
    throw new Error(`${workload.name}, ${JSON.stringify(variables)}: ${text.slice(0, 1000)}`);
  return text;
}

/** Whether an answer has what was asked for. Apollo writes errors first, where there are any. */
export function isGood(answer) {
  return /^{"data" ?: ?{"\w+" ?: ?{/.test(answer);
}

/** JSON within JSON is compared by what it says, not by its spaces. */
function comparable(answer) {
  return JSON.parse(answer, (key, value) => (key === 'jsonLd' ? JSON.parse(value) : value));
}

/** For connection n, what it asks for, in order. */
function requestsOf(bodies, mix) {
  return (connection) => {
    const random = randomNumbers(connection);
    if (mix === 'zipf') return Array.from({ length: REQUESTS }, zipf(bodies, random));
    return shuffled(bodies, random).slice(0, REQUESTS);
  };
}
