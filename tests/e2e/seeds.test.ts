import { expect, test } from '@jest/globals';
import { startGateway } from '../support/gateway.js';
import { seedArticles } from '../support/seeds.js';

test('The next start completes interrupted seeds, unless an editor has written', async () => {
  const other = await startGateway();
  try {
    const { database } = other;
    const { prisma: editorial } = database;
    const seeds = { where: { sourceId: { startsWith: 'seeds/' } } };
    const cutOff = async () => {
      const drafts = await editorial.draft.findMany({ ...seeds, orderBy: { id: 'desc' }, take: 20 });
      const ids = { in: drafts.map(({ id }) => id) };
      await editorial.article.deleteMany({ where: { id: ids } });
      await editorial.draft.deleteMany({ where: { id: ids } });
    };
    await seedArticles(database);
    await cutOff();
    expect((await seedArticles(database))?.counts).toMatchObject({ created: 20, unchanged: 23 });
    await cutOff();
    await other.createKey('write');
    expect(await seedArticles(database)).toBeNull();
    expect(await editorial.draft.count(seeds)).toBe(23);
  } finally {
    await other.close();
  }
});

test('The seeds fill an empty database, and leave one that holds something alone', async () => {
  const other = await startGateway();
  try {
    expect((await seedArticles(other.database))?.counts).toEqual({
      created: 43,
      updated: 0,
      unchanged: 0,
      kept: 0,
      refused: 0,
    });
    expect(await seedArticles(other.database)).toBeNull();
    const { articles, sections, authors } = await other.query(
      '{ articles { totalCount } sections { name children { name } } authors { nodes { name bio image { url } } } }',
    );
    expect(articles.totalCount).toBe(40);
    expect(sections.map(({ name }: any) => name)).toEqual([
      'World',
      'Politics',
      'Business',
      'Science',
      'Culture',
      'Sport',
      'Opinion',
    ]);
    expect(authors.nodes.every(({ bio, image }: any) => bio && image)).toBe(true);
  } finally {
    await other.close();
  }
});
