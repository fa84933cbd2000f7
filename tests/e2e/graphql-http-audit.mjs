// Prints how a running gateway fares in the audits of GraphQL over HTTP:
//   node tests/e2e/graphql-http-audit.mjs [http://127.0.0.1:4000/graphql]
import { serverAudits } from 'graphql-http';

const [, , url = 'http://127.0.0.1:4000/graphql'] = process.argv;
const tally = {};
for (const { id, name, fn } of serverAudits({ url, fetchFn: fetch })) {
  const [level] = name.split(' ', 1);
  const { status, reason } = await fn();
  const { passed, all } = tally[level] ?? { passed: 0, all: 0 };
  tally[level] = { passed: passed + (status === 'ok' ? 1 : 0), all: all + 1 };
  console.log(
    `${id}  ${level.padEnd(6)}  ${status === 'ok' ? 'passed' : `failed: ${reason}`}  ${name.slice(level.length + 1)}`,
  );
}
console.log();
for (const [level, { passed, all }] of Object.entries(tally)) {
  console.log(`${level.padEnd(6)}  ${passed} of ${all} passed`);
}
