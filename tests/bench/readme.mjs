import { readFile, writeFile } from 'node:fs/promises';
import { formatRatio } from './report.mjs';

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const PICTURE = new URL('bench.svg', import.meta.url);
const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->'];

/** Writes the table and chart of a run to the place where docs/performance.md has them. */
export async function writeReadme(results, conditions) {
  const rows = results.flatMap(({ workload, rows: [cold, sql, parts, memory, bare] }) =>
    [cold, parts, memory, sql, bare].map((row) => buildCells(workload, row, { sql, bare })),
  );
  const table = [
    '| | requests/s | p50 ms | p99 ms | CPU ms a request | statements | MiB | of hand-written SQL | of bare `node:http` |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
  const text = await readFile(PAGE, 'utf8');
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  const written = [
    `${conditions[0].toUpperCase()}${conditions.slice(1)}:`,
    table.join('\n'),
    '![Shares of hand-written SQL](../tests/bench/bench.svg)',
  ];
  await writeFile(PAGE, `${before}\n${written.join('\n\n')}\n${text.slice(text.indexOf(END))}`);
  await writeFile(PICTURE, renderChart(results));
}

function buildCells({ name }, row, { sql, bare }) {
  const { server, rate, p50, p99, cpu, postgresCpu, statements, memory } = row;
  return [
    `${name}: ${server.name.replace('gateway, ', '')}`,
    Math.round(rate).toLocaleString('en'),
    p50.toFixed(0),
    p99.toFixed(0),
    (cpu + postgresCpu).toFixed(2),
    statements.toFixed(1),
    memory.toFixed(0),
    row === bare ? '' : formatShare(row, sql),
    row === sql ? '' : formatShare(row, bare),
  ];
}

/** Formats a ratio of requests per second with the lowest and highest round. */
function formatShare(row, other) {
  if (row === other) return '1';
  const [of, low, high] = formatRatio(row, other)
    .match(/[\d.]+/g)
    .map((text) => Number(Number(text).toPrecision(3)));
  return `${of} (${low} to ${high})`;
}

const [WIDTH, LEFT, LINE] = [760, 260, 22];

/** Renders requests per second as bars on a logarithmic scale. */
function renderChart(results) {
  const bars = results.flatMap(({ workload, rows }) =>
    rows.map(({ server, rate }) => ({
      label: `${workload.name}: ${server.name}`,
      rate,
      isOurs: /gateway/.test(server.name),
    })),
  );
  const length = (rate) => ((WIDTH - LEFT - 80) * Math.log10(Math.max(rate, 10) / 10)) / Math.log10(3_000);
  const lines = bars.map(({ label, rate, isOurs }, i) => {
    const y = 10 + i * LINE;
    return [
      `<text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${label}</text>`,
      `<rect x="${LEFT}" y="${y + 2}" width="${length(rate).toFixed(1)}" height="${LINE - 6}" fill="${isOurs ? '#0b5c7a' : '#9aa5ab'}"/>`,
      `<text x="${LEFT + length(rate) + 6}" y="${y + 14}">${Math.round(rate).toLocaleString('en')}/s</text>`,
    ].join('');
  });
  const height = 20 + bars.length * LINE;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12"><title>Requests per second</title><rect width="100%" height="100%" fill="#fff"/>${lines.join('')}</svg>\n`;
}
