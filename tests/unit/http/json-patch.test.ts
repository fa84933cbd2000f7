import { describe, expect, test } from '@jest/globals';
import { applyPatch, type PatchOperation } from '../../../packages/client/src/patch.js';
import { createJsonPatch } from '../../../src/http/subscriptions/live/json-patch.js';
import { createRandom } from '../../support/random.mjs';

const create = (before: unknown, after: unknown) => createJsonPatch(before, after) as PatchOperation[];
const createTeaser = (id: number) => ({
  id: String(id),
  title: `Story ${id}`,
  tags: [{ path: `/tags/${id % 3}` }],
});
const createList = (...ids: number[]) => ({ articles: { nodes: ids.map(createTeaser) } });

describe('A JSON patch', () => {
  test('is an operation for an article that comes first in a list', () => {
    expect(create(createList(1, 2, 3), createList(4, 1, 2, 3))).toEqual([
      { op: 'add', path: '/articles/nodes/0', value: createTeaser(4) },
    ]);
  });

  test('is an operation for a field of an article that stays where it is', () => {
    const after = createList(1, 2);
    after.articles.nodes[1]!.title = 'Another';
    expect(create(createList(1, 2), after)).toEqual([
      { op: 'replace', path: '/articles/nodes/1/title', value: 'Another' },
    ]);
  });

  test('knows the entries of connections and popular lists by their articles', () => {
    const rank = (...ids: number[]) => ids.map((id, i) => ({ rank: i + 1, article: createTeaser(id) }));
    const patch = create({ popular: rank(1, 2, 3) }, { popular: rank(2, 3) });
    expect(JSON.stringify(patch)).not.toContain('title');
  });

  test('escapes keys of own fields', () => {
    const before = { ownFields: { 'a/b~c': 1 } };
    const after = { ownFields: { 'a/b~c': 2 } };
    expect(applyPatch(before, create(before, after))).toEqual(after);
  });

  test('makes the later of any two values, and leaves the former as it was', () => {
    const random = createRandom(20_261_128);
    for (let i = 0; i < 3_000; i++) {
      const before = { value: createValue(random, 4) };
      const after = { value: edit(before.value, random, 4) };
      const copy = structuredClone(before);
      expect(applyPatch(before, create(before, after))).toEqual(after);
      expect(before).toEqual(copy);
    }
  });

  test('keeps objects in which nothing changed', () => {
    const before = createList(1, 2);
    const after = createList(1, 2);
    after.articles.nodes[1]!.title = 'Another';
    const patched = applyPatch(before, create(before, after));
    expect(patched.articles.nodes[0]).toBe(before.articles.nodes[0]);
  });
});

type Random = () => number;
const KEYS = ['id', 'title', 'node', 'path', 'nodes', 'a/b', '~'];

function createValue(random: Random, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 4));
  if (kind < 4)
    return [null, Math.floor(random() * 4), `text ${Math.floor(random() * 4)}`, random() < 0.5][kind];
  const length = Math.floor(random() * 5);
  const values = Array.from({ length }, () => createValue(random, depth - 1));
  if (kind < 6) return values;
  return Object.fromEntries(values.map((value) => [KEYS[Math.floor(random() * KEYS.length)], value]));
}

/** Returns a copy in which some values are others, and entries of lists are added, removed or moved. */
function edit(value: unknown, random: Random, depth: number): unknown {
  if (random() < 0.15) return createValue(random, depth);
  if (Array.isArray(value)) {
    const entries = value.map((entry) => edit(entry, random, depth - 1)).filter(() => random() < 0.9);
    if (random() < 0.4)
      entries.splice(Math.floor(random() * (entries.length + 1)), 0, createValue(random, depth - 1));
    if (random() < 0.2) entries.reverse();
    return entries;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => random() < 0.9)
      .map(([key, entry]) => [key, edit(entry, random, depth - 1)]),
  );
}
