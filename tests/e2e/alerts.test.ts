import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import { parse } from 'yaml';

const ROOT = new URL('../../', import.meta.url);
const run = promisify(execFile);
const RUNBOOK = 'docs/operations/alerts.md';

test('Every alert links to its own runbook section, and no section lacks an alert', async () => {
  const { groups } = parse(await readFile(new URL('deploy/alerts.yaml', ROOT), 'utf8'));
  const rules: { alert: string; annotations: Record<string, string> }[] = groups.flatMap(
    ({ rules }: any) => rules,
  );
  const text = await readFile(new URL(RUNBOOK, ROOT), 'utf8');
  const sections = text.split(/^## /m).slice(1);
  const slugger = new GithubSlugger();
  const anchors = sections.map((section) => slugger.slug(section.split('\n', 1)[0]!));
  expect(rules.map(({ annotations }) => annotations.runbook_url)).toEqual(
    anchors.map((anchor) => `${RUNBOOK}#${anchor}`),
  );
  expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(rules.map(({ alert }) => alert));
  for (const section of sections) expect(section.length).toBeGreaterThan(150);
});

// .ci/run installs promtool if it is missing.
const withPromtool = hasPromtool() ? describe : describe.skip;

withPromtool('Alert rules in promtool (needs apt-get install prometheus)', () => {
  test('promtool accepts the alert rules, and every alert has a passing test', async () => {
    const cwd = fileURLToPath(new URL('deploy', ROOT));
    expect((await run('promtool', ['check', 'rules', 'alerts.yaml'], { cwd })).stdout).toContain(
      '18 rules found',
    );
    expect((await run('promtool', ['test', 'rules', 'alerts.test.yaml'], { cwd })).stdout).toContain(
      'SUCCESS',
    );
    const tests = await readFile(new URL('deploy/alerts.test.yaml', ROOT), 'utf8');
    const { groups } = parse(await readFile(new URL('deploy/alerts.yaml', ROOT), 'utf8'));
    for (const { alert } of groups[0].rules) expect(tests).toContain(`alertname="${alert}"`);
  });
});

function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
