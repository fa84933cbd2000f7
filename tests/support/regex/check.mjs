// Checks that every regular expression of the code, or of another folder, takes linear time. `npm run check`
// runs it. With --all, those that were found safe before are checked too.

import { fileURLToPath } from 'node:url';
import { EXCEPTIONS, INSTANCES } from './exceptions.mjs';
import { findPatterns } from './find-patterns.mjs';
import { madePatterns } from './made-patterns.mjs';
import { verdictsOf } from './verdicts.mjs';

const [folder] = process.argv.slice(2).filter((word) => word !== '--all');
const root = folder ?? fileURLToPath(new URL('../../../', import.meta.url));
const isAt = (a, b) => a.file === b.file && a.line === b.line;
const codeOf = ({ code, source, flags }) => code ?? `/${source}/${flags}`;

const found = findPatterns(root);
const calls = found.filter(({ code }) => code !== undefined);
const made = await madePatterns(root, [...new Set(calls.map(({ file }) => file))]);
const isListed = (list, pattern) =>
  list.find(({ file, code }) => file === pattern.file && code === codeOf(pattern));
const madeBy = (call) => isListed(INSTANCES, call)?.patterns ?? made.filter((each) => isAt(each, call));

const patterns = found.flatMap((each) =>
  each.code === undefined ? [each] : madeBy(each).map(({ source, flags }) => ({ ...each, source, flags })),
);
const judged = patterns.filter((pattern) => !isListed(EXCEPTIONS, pattern));
const { verdictOf, checked } = await verdictsOf(root, judged, { all: process.argv.includes('--all') });

const problems = [
  ...judged
    .map((pattern) => ({ pattern, ...verdictOf(pattern) }))
    .filter(({ status }) => status !== 'safe')
    .map(({ pattern, complexity, attack }) =>
      [
        `${pattern.file}:${pattern.line} ${complexity}`,
        `/${pattern.source.slice(0, 300)}/${pattern.flags}`,
        attack ?? '',
      ]
        .join('\n    ')
        .trimEnd(),
    ),
  ...calls
    .filter((call) => madeBy(call).length === 0)
    .map(
      (call) =>
        `${call.file}:${call.line} is made when it is used, where it cannot be checked\n    ${call.code}`,
    ),
  ...[...EXCEPTIONS, ...INSTANCES]
    .filter((entry) => !found.some((each) => isListed([entry], each)))
    .map(({ file, code }) => `${file} has no such pattern any more, which exceptions.mjs names\n    ${code}`),
];
for (const problem of problems) console.log(problem);
console.log(
  `${patterns.length} regular expressions, ${checked} of them new and checked, ${EXCEPTIONS.length} excepted: ${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
