import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CachePurger } from '../../../src/http/cdn/cache-purger.js';

/** A cache with its purger. */
export interface CachePurgerFixture {
  purger: CachePurger;
  /** Caches responses: tags by path. */
  fill(responses: Record<string, string[]>): Promise<void>;
  isCached(path: string): Promise<boolean>;
  /** Purgers of a cache that is away, and of one that refuses. */
  createRejected(): CachePurger[];
  close(): Promise<void>;
}

/** Tests what every CachePurger has to do. */
export function describeCachePurger(name: string, start: () => Promise<CachePurgerFixture>): void {
  describe(`CachePurger: ${name}`, () => {
    let fixture: CachePurgerFixture;
    beforeAll(async () => {
      fixture = await start();
    });
    afterAll(() => fixture.close());

    const purge = (...tags: string[]) => fixture.purger.purge({ tags, paths: [] });
    const findCached = async (...paths: string[]) => {
      const cached: string[] = [];
      for (const path of paths) if (await fixture.isCached(path)) cached.push(path);
      return cached;
    };

    test('Responses with one of the tags are purged, and no others', async () => {
      await fixture.fill({
        '/a': ['aaaaaa', 'many'],
        '/b': ['bbbbbb'],
        '/c': ['cccccc', 'bbbbbb', '-_9Zq3'],
      });
      expect(await findCached('/a', '/b', '/c')).toEqual(['/a', '/b', '/c']);
      await purge('bbbbbb');
      expect(await findCached('/a', '/b', '/c')).toEqual(['/a']);
      await fixture.fill({ '/b': ['bbbbbb'], '/c': ['-_9Zq3'] });
      await purge('-_9Zq3', 'aaaaaa');
      expect(await findCached('/a', '/b', '/c')).toEqual(['/b']);
    });

    test('A tag that begins like another one is another tag', async () => {
      await fixture.fill({ '/long': ['prefix-and-more', 'Prefix'], '/short': ['prefix'] });
      await purge('prefix');
      expect(await findCached('/long', '/short')).toEqual(['/long']);
    });

    test('Purging twice, unknown tags or nothing is harmless', async () => {
      await fixture.fill({ '/kept': ['kept'] });
      await purge('twice', 'unknown');
      await purge('twice', 'unknown');
      await purge();
      expect(await findCached('/kept')).toEqual(['/kept']);
    });

    test('A thousand tags are purged', async () => {
      const tags = Array.from({ length: 1_000 }, (_, i) => `t${String(i).padStart(5, '0')}`);
      const paths = ['/first', '/middle', '/last'];
      const [first, middle, last] = [tags[0]!, tags[499]!, tags[999]!];
      await fixture.fill({ '/first': [first], '/middle': [middle], '/last': [last] });
      expect(await findCached(...paths)).toEqual(paths);
      await purge(...tags);
      expect(await findCached(...paths)).toEqual([]);
    });

    test('A response with as many tags as fit into its header is purged by its last one', async () => {
      const tags = Array.from({ length: 1_700 }, (_, i) => `h${String(i).padStart(5, '0')}`);
      await fixture.fill({ '/page': tags });
      expect(await findCached('/page')).toEqual(['/page']);
      await purge(tags.at(-1)!);
      expect(await findCached('/page')).toEqual([]);
    });

    test('A cache that is away or refuses is an error', async () => {
      await fixture.fill({ '/refused': ['refused'] });
      for (const rejected of fixture.createRejected()) {
        await expect(rejected.purge({ tags: ['refused'], paths: [] })).rejects.toThrow();
      }
      expect(await findCached('/refused')).toEqual(['/refused']);
      await purge('refused');
      expect(await findCached('/refused')).toEqual([]);
    });
  });
}
