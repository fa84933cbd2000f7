import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildContentModel } from '../../src/fields/build-content-model.js';
import { list, reference } from '../../src/fields/field.js';
import { toGlobalId } from '../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../support/gateway.js';
import { createRandom } from '../support/random.mjs';

/** Seeds of the random edits, fixed so that failures are reproducible. */
const SEEDS = [1, 2, 3];
const EDITS = 60;

let gateway: Gateway;
let desk: Query;

/** Own fields that refer to tags and authors. */
const FIELDS = {
  topic: reference({ to: 'tag', description: 'The topic.' }),
  people: list({
    of: reference({ to: 'author', description: 'A person.' }),
    description: 'People of the article.',
  }),
};

beforeAll(async () => {
  const built = buildContentModel({ fields: { article: FIELDS } });
  if (!('model' in built)) throw new Error(built.errors.join());
  gateway = await startGateway({}, { model: built.model });
  desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
});
afterAll(() => gateway.close());

function random(seed: number) {
  const draw = createRandom(seed);
  const below = (bound: number) => Math.floor(draw() * bound);
  return { below, of: <T>(list: T[]): T => list[below(list.length)]! };
}

interface Known {
  sections: { id: string; slug: string; path: string }[];
  tags: { id: string; slug: string; path: string }[];
  authors: { id: string; slug: string; path: string }[];
  articles: {
    id: string;
    slug: string;
    path: string;
    section: { path: string } | null;
    sections: { slug: string }[];
    tags: { id: string }[];
    authors: { id: string }[];
  }[];
}

const ALL = `query ($sections: [ID!]!) {
  sections: nodes(ids: $sections) { ... on Section { id slug path } }
  tags(first: 100) { nodes { id slug path } }
  authors(first: 100) { nodes { id slug path } }
  articles(first: 100) { nodes { id slug path section { path } sections { slug } tags { id } authors { id } } }
}`;

async function everything(): Promise<Known> {
  // By their IDs, since sections nest deeper than a query can.
  const { rows } = await gateway.database.pool.query<{ id: number }>('SELECT id FROM section ORDER BY id');
  const ids = rows.map(({ id }) => toGlobalId('Section', id));
  const { sections, tags, authors, articles } = await gateway.query(ALL, { sections: ids });
  return { sections, tags: tags.nodes, authors: authors.nodes, articles: articles.nodes };
}

/** Returns every former path of the articles with the current one. */
async function addressesOfArticles(): Promise<{ path: string; now: string }[]> {
  const { rows } = await gateway.database.pool.query(
    'SELECT d.path, a.path AS now FROM address d JOIN article a ON a.id = d.article_id',
  );
  return rows;
}

const SECTION_LIST =
  'query ($slug: String!) { section(by: { slug: $slug }) { articles(first: 100) { nodes { slug } } } }';

/** Returns the slug of every section, and a lookup of parents by slug. */
async function listSectionsWithParents() {
  const { rows } = await gateway.database.pool.query<{ slug: string; parent: string | null }>(
    'SELECT s.slug, p.slug AS parent FROM section s LEFT JOIN section p ON p.id = s.parent_id',
  );
  const parents = new Map(rows.map(({ slug, parent }) => [slug, parent === null ? [] : [parent]]));
  return rows.map(({ slug }) => ({ slug, parents }));
}

/** Expects a row for each section of an article and for each of their ancestors, and none besides. */
async function expectSectionRows() {
  for (const [table, owner] of [
    ['article_section', 'article'],
    ['draft_section', 'draft'],
  ]) {
    const { rows } = await gateway.database.pool.query(`
      SELECT article_id, section_id FROM ${table}
      EXCEPT SELECT o.article_id, p.ancestor_id FROM ${table} o JOIN section_ancestor p USING (section_id)
      WHERE o.position IS NOT NULL
      UNION ALL (
        SELECT o.article_id, p.ancestor_id FROM ${table} o JOIN section_ancestor p USING (section_id)
        WHERE o.position IS NOT NULL EXCEPT SELECT article_id, section_id FROM ${table}
      )
      UNION ALL (
        SELECT id, section_id FROM ${owner} WHERE section_id IS NOT NULL
        EXCEPT SELECT article_id, section_id FROM ${table} WHERE position = 0
      )`);
    expect(rows).toEqual([]);
  }
}

/** Expects own fields, also in revisions, to refer to tags and authors that exist. */
async function expectOwnReferences() {
  const { pool } = gateway.database;
  const { rows: terms } = await pool.query(
    `SELECT 'Tag ' || id AS name FROM tag UNION ALL SELECT 'Author ' || id FROM author`,
  );
  const known = new Set(terms.map(({ name }) => name));
  const { rows } = await pool.query(`SELECT fields FROM draft UNION ALL SELECT fields FROM article
    UNION ALL SELECT content -> 'fields' FROM article_revision`);
  const references = rows.flatMap(({ fields }) => [fields?.topic ?? [], fields?.people ?? []].flat());
  const names = references.map(({ $type, id }) => `${$type} ${id}`);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(0);
}

test.each(SEEDS)(
  'Taxonomy paths and redirects stay consistent after random edits (seed %i)',
  async (seed) => {
    const { below, of } = random(seed);
    const slug = (number: number) => `s${seed}-${number}`;
    const name = () => slug(below(12));
    for (let i = 0; i < 12; i++) {
      await gateway.save({
        slug: `article-${seed}-${i}`,
        section: i < 6 ? [slug(i)] : [slug(i - 6), slug(i)],
        otherSections: i % 3 === 0 ? [] : [[slug(i % 6)], [slug((i + 1) % 6)]],
        tags: [name(), name(), name()],
        authors: [name(), name()],
        ...(i === 0 && { path: `/kept/${seed}` }),
      });
    }
    const seen = new Set<string>();
    let refused = 0;
    for (let edit = 0; edit < EDITS; edit++) {
      const { sections, tags, authors, articles } = await everything();
      for (const { path } of [...sections, ...tags, ...authors, ...articles]) seen.add(path);
      const [section, tag, author, article] = [of(sections), of(tags), of(authors), of(articles)];
      const mutation = of([
        `updateSection(input: { id: "${section.id}", slug: "${name()}" })`,
        `updateSection(input: { id: "${section.id}", parent: ${below(3) ? `"${of(sections).slug}"` : null} })`,
        `updateSection(input: { id: "${section.id}", position: ${below(4)} })`,
        `createSection(input: { name: "${name()}", parent: "${section.slug}" })`,
        `deleteSection(input: { id: "${section.id}" })`,
        `mergeSections(input: { from: ["${section.id}"], into: "${of(sections).id}" })`,
        `updateTag(input: { id: "${tag.id}", slug: "${name()}" })`,
        `mergeTags(input: { from: ["${tag.id}"], into: "${of(tags).id}" })`,
        `updateAuthor(input: { id: "${author.id}", slug: "${name()}" })`,
        `mergeAuthors(input: { from: ["${author.id}"], into: "${of(authors).id}" })`,
        `updateArticle(input: { id: "${article.id}", authors: ["${author.id}", "${of(authors).id}"] })`,
        `updateArticle(input: { id: "${article.id}", fields: { topic: "${tag.id}", people: ["${author.id}", "${of(authors).slug}"] } })`,
        `createTag(input: { name: "${name()}" })`,
        `updateArticle(input: { id: "${article.id}", section: "${section.slug}" })`,
        `updateArticle(input: { id: "${article.id}", sections: ["${section.slug}", "${of(sections).id}", "${name()}"] })`,
        `publishArticle(input: { id: "${article.id}" })`,
      ]);
      const { payload } = await desk(`mutation { payload: ${mutation} { userErrors { code } } }`);
      if (payload.userErrors.length > 0) refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(EDITS);

    const { sections, tags, authors, articles } = await everything();
    await expectOwnReferences();
    for (const { slug, path, section } of articles) {
      const isKept = path.startsWith('/kept/');
      if (!isKept) expect(path).toBe(`${section?.path ?? ''}/${slug}`);
    }
    await expectSectionRows();
    for (const { slug, parents } of await listSectionsWithParents()) {
      const listed = (await gateway.query(SECTION_LIST, { slug })).section.articles.nodes;
      const isIn = (each: string): boolean => each === slug || (parents.get(each) ?? []).some(isIn);
      const wanted = articles.filter((article) => article.sections.some((each) => isIn(each.slug)));
      expect(listed.map((article: { slug: string }) => article.slug).sort()).toEqual(
        wanted.map((article) => article.slug).sort(),
      );
    }
    for (const { tags, authors } of articles) {
      for (const terms of [tags, authors]) expect(new Set(terms.map(({ id }) => id)).size).toBe(terms.length);
    }
    const route = async (path: string) =>
      (
        await gateway.query(
          'query ($path: String!) { route(path: $path) { status redirectTo node { id } } }',
          { path },
        )
      ).route;
    const living = [...sections, ...tags, ...authors, ...articles];
    for (const { id, path } of living)
      expect(await route(path)).toEqual({ status: 'FOUND', redirectTo: null, node: { id } });
    // Every path that ever existed has a route, and redirects need one hop.
    const paths = new Set(living.map(({ path }) => path));
    for (const path of seen) {
      const { status, redirectTo } = await route(path);
      if (status === 'MOVED') expect(paths).toContain(redirectTo);
      else expect(['FOUND', 'GONE']).toContain(status);
    }
    for (const { path, now } of await addressesOfArticles())
      if (path !== now) expect(await route(path)).toMatchObject({ status: 'MOVED', redirectTo: now });
  },
);
