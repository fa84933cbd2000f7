import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Prisma } from '../../../src/database/generated/client.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

/** Error of a deletion of a referenced row. PostgreSQL before 18 uses the code of dangling references. */
const stillNeeded = { code: expect.stringMatching(/^(23001|23503)$/) };

describe('Database constraints', () => {
  let gateway: Gateway;
  let run: (statement: string, values?: unknown[]) => Promise<any[]>;

  beforeAll(async () => {
    gateway = await startGateway();
    run = async (statement, values) => (await gateway.database.pool.query(statement, values)).rows;
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    await run('TRUNCATE draft, section, tag, author CASCADE');
    await run(`INSERT INTO section (id, slug, name, parent_id)
      VALUES (101, 'world', 'World', NULL), (102, 'asia', 'Asia', 101), (103, 'japan', 'Japan', 102)`);
  });

  test('The database rejects a cycle in the section tree at any depth', async () => {
    const refusal = { code: '23514', constraint: 'section_tree_has_no_cycle' };
    await expect(run('UPDATE section SET parent_id = 101 WHERE id = 101')).rejects.toMatchObject(refusal);
    await expect(run('UPDATE section SET parent_id = 103 WHERE id = 101')).rejects.toMatchObject(refusal);
    await expect(
      run("INSERT INTO section (id, slug, name, parent_id) VALUES (109, 'self', 'Self', 109)"),
    ).rejects.toMatchObject(refusal);
    await run('UPDATE section SET parent_id = 101 WHERE id = 103');
    expect(await parents()).toEqual({ world: null, asia: 101, japan: 101 });
  });

  test('The database rejects concurrent section moves that form a cycle together', async () => {
    await run('UPDATE section SET parent_id = NULL');
    const [one, two] = await Promise.all([mover(), mover()]);
    await one.query('UPDATE section SET parent_id = 102 WHERE id = 101');
    const other = two.query('UPDATE section SET parent_id = 101 WHERE id = 102');
    const answer = expect(other).rejects.toMatchObject({ constraint: 'section_tree_has_no_cycle' });
    await one.query('COMMIT');
    await answer;
    await two.query('ROLLBACK');
    await Promise.all([one.end(), two.end()]);
    expect(await parents()).toEqual({ world: 102, asia: null, japan: null });
  });

  test('The database rejects the deletion of a section that has subsections', async () => {
    await expect(run('DELETE FROM section WHERE id = 102')).rejects.toMatchObject(stillNeeded);
  });

  test('Unique constraints reject a second row with the same slug or article path', async () => {
    await gateway.save({ slug: 'first', tags: ['Sea'], authors: ['Ann'] });
    const second = await gateway.save({ slug: 'second' });
    const taken = { code: '23505' };
    await expect(run("UPDATE article SET slug = 'first' WHERE id = $1", [second])).rejects.toMatchObject(
      taken,
    );
    await expect(
      run("UPDATE article SET path = (SELECT path FROM article WHERE slug = 'first') WHERE id = $1", [
        second,
      ]),
    ).rejects.toMatchObject(taken);
    await expect(run("UPDATE draft SET slug = 'first' WHERE id = $1", [second])).rejects.toMatchObject(taken);
    for (const table of ['section', 'tag', 'author']) {
      const [{ slug }] = await run(`SELECT slug FROM ${table} LIMIT 1`);
      await expect(run(`INSERT INTO ${table} (slug, name) VALUES ($1, 'x')`, [slug])).rejects.toMatchObject(
        taken,
      );
    }
  });

  test('Foreign keys reject dangling references and the deletion of referenced rows', async () => {
    const id = await gateway.save({ slug: 'bound', tags: ['Ships'], authors: ['Bo'], section: ['Ports'] });
    const broken = { code: '23503' };
    await expect(run('UPDATE article SET section_id = 4711 WHERE id = $1', [id])).rejects.toMatchObject(
      broken,
    );
    await expect(run('UPDATE article SET image_id = 4711 WHERE id = $1', [id])).rejects.toMatchObject(broken);
    await expect(run("DELETE FROM section WHERE slug = 'ports'")).rejects.toMatchObject(stillNeeded);
    await expect(run("DELETE FROM tag WHERE slug = 'ships'")).rejects.toMatchObject(stillNeeded);
    await expect(run("DELETE FROM author WHERE slug = 'bo'")).rejects.toMatchObject(stillNeeded);
    await expect(run('DELETE FROM draft WHERE id = $1', [id])).rejects.toMatchObject(stillNeeded);
  });

  test('The published view schema hides drafts with their corrections, tags and authors', async () => {
    const corrections = [{ text: 'It was Tuesday.', at: new Date() }];
    await gateway.save({ slug: 'out', tags: ['Open'], authors: ['Olga'], corrections });
    await gateway.save({ slug: 'in', tags: ['Secret'], authors: ['Sid'], corrections, draft: true });
    const { published, preview } = gateway.database.readClients;
    const namesIn = async (reader: typeof published, table: string) =>
      (
        await reader.query<{ name: string }>(
          Prisma.sql`SELECT name FROM ${reader.table(table)} ORDER BY name`,
          [],
        )
      ).map(({ name }) => name);
    const names = async (reader: typeof published) => ({
      tags: await namesIn(reader, 'tag'),
      authors: await namesIn(reader, 'author'),
      corrections: await reader.countRows('correction', []),
    });
    expect(await names(published)).toEqual({ tags: ['Open'], authors: ['Olga'], corrections: 1 });
    const all = await names(preview);
    expect(all.tags).toContain('Secret');
    expect(all.authors).toContain('Sid');
    expect(all.corrections).toBe(2);
    expect(await published.countRows('article', [])).toBe(1);
  });

  async function parents() {
    const rows = await run('SELECT slug, parent_id FROM section');
    return Object.fromEntries(rows.map(({ slug, parent_id }) => [slug, parent_id]));
  }

  /** Opens a separate connection with a transaction. */
  async function mover() {
    const client = new pg.Client(gateway.database.connection);
    await client.connect();
    await client.query('BEGIN');
    return client;
  }
});
