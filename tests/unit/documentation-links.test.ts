import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Path of a document that a message or a comment names, with the section. */
const NAMED = /(?<![\w/.])((?:docs|deploy)\/[\w/.-]+\.md|README\.md)(?:#([\w-]+))?/g;

/** Returns the anchors of a document's headings, as GitHub makes them. */
function listAnchors(path: string): string[] {
  const headings = readFileSync(join(ROOT, path), 'utf8').match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('Documents and sections that messages of the source name exist', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.includes('generated'),
  );
  const named = files.flatMap((file) => {
    const text = readFileSync(join(ROOT, 'src', file), 'utf8');
    // Constants with the path of a document, to which the section is added.
    const expanded = text.replace(/\$\{DEPLOYMENT\}/g, 'docs/operations/deployment.md');
    return [...expanded.matchAll(NAMED)].map(([, path, anchor]) => ({ file, path: path!, anchor }));
  });
  expect(named.length).toBeGreaterThan(10);
  const missing = named.filter(({ path, anchor }) => {
    try {
      return anchor !== undefined && !listAnchors(path).includes(anchor);
    } catch {
      return true;
    }
  });
  expect(missing).toEqual([]);
});
