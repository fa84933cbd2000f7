import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reindexOutdated } from '../../src/modules/search/index/reindex-outdated.js';
import { AccessLevel } from '../../src/shared/article/access-level.js';
import { type Gateway, type Query, startGateway } from '../support/gateway.js';
import { createRandom } from '../support/random.mjs';

/** Seeds of the random edits, fixed so that failures are reproducible. */
const SEEDS = [5, 7, 31];
const EDITS = Number(process.env.BODY_EDITS ?? 60);
const ARTICLES = 2;

/** What an article says, as its draft or as it is published: one of two titles and texts, so that they recur. */
interface Version {
  title: number;
  text: number;
  access: AccessLevel;
}

/** What an article is expected to be. */
interface Known {
  slug: string;
  draft: Version;
  published: Version | null;
}

let gateway: Gateway;
let preview: Query;
let member: Query;
beforeAll(async () => {
  gateway = await startGateway();
  preview = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'), 'preview');
  member = gateway.queryAs(await gateway.createKey('members'), 'members');
});
afterAll(() => gateway.close());

// Each word is in one article alone.
const titleOf = (slug: string, title: number) => `${slug}title${title}`;
const freeOf = (slug: string, text: number) => `${slug}free${text}`;
const restOf = (slug: string, text: number) => `${slug}rest${text}`;
const bodyOf = (slug: string, text: number) =>
  `${freeOf(slug, text)}\n\n<!-- members-only -->\n\n${restOf(slug, text)}`;
const wholeOf = (slug: string, text: number) => `${freeOf(slug, text)}\n\n${restOf(slug, text)}`;

const getInput = ({ slug, draft: { title, text, access } }: Known) => ({
  ...{ title: titleOf(slug, title), bodyMarkdown: bodyOf(slug, text), access },
});

async function change(field: string, type: string, { slug }: Known, input: Record<string, unknown>) {
  const { article } = await preview('query ($slug: String!) { article(by: { slug: $slug }) { id } }', {
    slug,
  });
  const result = await preview(
    `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { message } } }`,
    { input: { id: article.id, ...input } },
  );
  expect(result[field].userErrors).toEqual([]);
}

/** Imports articles as if nobody had edited them and all had changed at their source. */
async function importVersions(articles: Known[], isDraft: boolean): Promise<void> {
  await gateway.database.pool.query('UPDATE draft SET edited_at = NULL, source_digest = NULL');
  await gateway.saveMany(
    articles.map(({ slug, draft: { title, text, access } }) => ({
      ...{ slug, sourceId: slug, title: titleOf(slug, title), access, draft: isDraft },
      body: { format: 'markdown' as const, text: bodyOf(slug, text) },
    })),
  );
  for (const article of articles) article.published = isDraft ? null : { ...article.draft };
}

function createEdits(articles: Known[], random: () => number) {
  const below = (bound: number) => Math.floor(random() * bound);
  const pick = <Item>(items: Item[]) => items[below(items.length)]!;
  const changeText = (version: Version): Version => ({ ...version, text: 1 - version.text });
  const changeTitle = (version: Version): Version => ({ ...version, title: 1 - version.title });
  const changeAccess = (version: Version): Version => ({
    ...version,
    access: version.access === AccessLevel.PUBLIC ? AccessLevel.MEMBERS : AccessLevel.PUBLIC,
  });
  const vary = (version: Version) => pick([changeText, changeText, changeTitle, changeAccess])(version);
  const edits: Record<string, (article: Known) => Promise<unknown>> = {
    save: (article) => {
      article.draft = vary(article.draft);
      return change('updateArticle', 'UpdateArticleInput', article, getInput(article));
    },
    'save tags': (article) =>
      change('updateArticle', 'UpdateArticleInput', article, { tags: pick([[], [], [], ['Ferries']]) }),
    publish: (article) => {
      article.published = { ...article.draft };
      return change('publishArticle', 'PublishArticleInput', article, {});
    },
    'save and publish': (article) => {
      article.draft = vary(article.draft);
      article.published = { ...article.draft };
      return change('updateArticle', 'UpdateArticleInput', article, { ...getInput(article), publish: {} });
    },
    unpublish: async (article) => {
      if (!article.published) return;
      article.published = null;
      await change('unpublishArticle', 'ArticleActionInput', article, {});
    },
    correct: async (article) => {
      if (article.published)
        await change('addCorrection', 'AddCorrectionInput', article, { text: 'A name.' });
    },
    import: (article) => {
      article.draft = vary(article.draft);
      return importVersions([article], below(6) === 0);
    },
    'import all': () => {
      for (const article of articles) article.draft = vary(article.draft);
      return importVersions(articles, false);
    },
  };
  const often = ['save', 'save', 'publish', 'import'];
  return async (): Promise<string> => {
    const name = pick([...Object.keys(edits), ...often]);
    const article = pick(articles);
    await edits[name]!(article);
    return `${name} ${article.slug}`;
  };
}

/** Returns the texts that readers, members and editors get, and the words by which readers and editors find it. */
async function observe({ slug }: Known) {
  const texts = [];
  for (const query of [gateway.query, member, preview]) {
    const { article } = await query(
      'query ($slug: String!) { article(by: { slug: $slug }) { body { text } } }',
      { slug },
    );
    texts.push(article?.body.text ?? null);
  }
  const words = [0, 1].flatMap((n) => [titleOf(slug, n), freeOf(slug, n), restOf(slug, n)]);
  const found = [];
  for (const query of [gateway.query, preview]) {
    const finds = async (word: string) => {
      const { search } = await query(
        'query ($word: String!) { search(query: $word, mode: VERBATIM) { nodes { slug } } }',
        { word },
      );
      return search.nodes.length > 0;
    };
    const are = await Promise.all(words.map(finds));
    found.push(words.filter((_, i) => are[i]));
  }
  return { texts, found };
}

function expected({ slug, draft, published }: Known) {
  const getWords = ({ title, text }: Version, isWhole: boolean) =>
    [titleOf(slug, title), freeOf(slug, text), ...(isWhole ? [restOf(slug, text)] : [])].sort();
  const isPublic = published?.access === AccessLevel.PUBLIC;
  const whole = published && wholeOf(slug, published.text);
  return {
    texts: [isPublic ? whole : published && freeOf(slug, published.text), whole, wholeOf(slug, draft.text)],
    found: [published ? getWords(published, isPublic) : [], getWords(draft, true)],
  };
}

test.each(SEEDS)(
  'After any edits, readers and editors get and find the texts that they should (seed %i)',
  async (seed) => {
    const articles = Array.from({ length: ARTICLES }, (_, i): Known => {
      const draft = { title: 0, text: 0, access: AccessLevel.PUBLIC };
      return { slug: `body${seed}x${i}`, draft, published: null };
    });
    await importVersions(articles, false);
    const edit = createEdits(articles, createRandom(seed));
    const done: string[] = [];
    const check = async () => {
      for (const article of articles) {
        const { texts, found } = await observe(article);
        const observed = { texts, found: found.map((words) => words.sort()) };
        expect({ done: done.slice(-8), slug: article.slug, ...observed }).toEqual({
          ...{ done: done.slice(-8), slug: article.slug },
          ...expected(article),
        });
      }
    };
    for (let i = 0; i < EDITS; i++) {
      done.push(await edit());
      await check();
    }
    const { pool } = gateway.database;
    for (const table of ['article', 'draft']) await pool.query(`UPDATE ${table}_search SET version = 1`);
    while (await reindexOutdated(pool));
    done.push('index again');
    await check();
  },
  600_000,
);
