import { STORY_COUNT } from './sample-queries.js';
import type { TwoInstances } from './two-instances.js';

interface EditOptions {
  random(): number;
  rebuildRelated(): Promise<void>;
}

/** Creates random edits of all kinds, made through the API. */
export function createRandomEdits(
  { sendQuery, getEditorHeaders, edit, getArticleId }: TwoInstances,
  { random, rebuildRelated }: EditOptions,
) {
  let number = 0;
  const pick = <Item>(items: Item[]) => items[Math.floor(random() * items.length)]!;
  const pickStory = () => `story-${1 + Math.floor(random() * STORY_COUNT)}`;
  const editStory = async (name: string, more = '') => {
    const id = await getArticleId(pickStory());
    await edit(name, `{ id: "${id}"${more} }`);
    if (name === 'updateArticle') await edit('publishArticle', `{ id: "${id}" }`);
  };
  const findId = async (kind: string, slug: string) =>
    (
      await sendQuery(`{ ${kind}(by: { slug: "${slug}" }) { id } }`, {
        ...getEditorHeaders(),
        'x-perspective': 'preview',
      })
    ).data[kind]?.id;
  const findFirst = async (kind: string, slugs: string[]) => {
    for (const slug of slugs) if (await findId(kind, slug)) return slug;
  };
  const editFirstFound = async (kind: string, mutation: string, slugs: string[], facts: string) => {
    for (const slug of slugs) {
      const id = await findId(kind, slug);
      if (id) return edit(mutation, `{ id: "${id}", ${facts} }`);
    }
  };
  const edits: Record<string, () => Promise<unknown>> = {
    title: () => editStory('updateArticle', `, title: "Title ${number}"`),
    standfirst: () => editStory('updateArticle', `, standfirst: "Number ${number}"`),
    body: () =>
      editStory('updateArticle', `, bodyMarkdown: "Words ${number} of the ferry, word${number % 4}"`),
    tags: () => editStory('updateArticle', `, tags: ["tag ${pick([0, 1, 2, 3])}", "tag ${pick([4, 5, 6])}"]`),
    authors: () => editStory('updateArticle', `, authors: ["Author ${pick([0, 1, 2, 3])}"]`),
    section: () => editStory('updateArticle', `, section: "${pick(['asia', 'sport', 'europe'])}"`),
    'several sections': () =>
      editStory(
        'updateArticle',
        `, sections: ["${pick(['asia', 'sport', 'europe'])}", "${pick(['sport', 'asia', 'europe'])}", "${pick(['asia', 'europe'])}"]`,
      ),
    'the parent of a section': () =>
      editFirstFound(
        'section',
        'updateSection',
        [pick(['asia', 'europe'])],
        `parent: ${pick(['null', '"sport"'])}`,
      ),
    'the section above': async () => {
      const above = await findFirst('section', ['world', 'planet']);
      await editStory('updateArticle', `, section: "${above}"`);
    },
    image: () =>
      editStory(
        'updateArticle',
        `, image: ${pick(['null', `{ url: "https://a.example/${number}.jpg", alt: "" }`])}`,
      ),
    series: () =>
      editStory(
        'updateArticle',
        `, series: ${pick(['null', `{ name: "Tides", part: ${pick([1, 2, 3])} }`, '{ name: "Bridges" }'])}`,
      ),
    'a series': () =>
      editFirstFound(
        'series',
        'updateSeries',
        ['tides', 'ebbs'],
        pick([
          `description: "Of ${number}"`,
          `slug: "${pick(['tides', 'ebbs'])}"`,
          `title: "Tides ${number}"`,
        ]),
      ),
    'the order of a series': async () => {
      const slug = await findFirst('series', ['tides', 'ebbs']);
      if (slug === undefined) return;
      const { data } = await sendQuery(
        `{ series(by: { slug: "${slug}" }) { id articles(first: 20) { nodes { id } } } }`,
        { ...getEditorHeaders(), 'x-perspective': 'preview' },
      );
      const ids = data.series.articles.nodes.map(({ id }: { id: string }) => id);
      const first = Math.floor(random() * ids.length);
      const ordered = [...ids.slice(first), ...ids.slice(0, first)].slice(
        0,
        1 + Math.floor(random() * ids.length),
      );
      await edit('orderSeries', `{ id: "${data.series.id}", articles: ${JSON.stringify(ordered)} }`);
    },
    'merged series': async () => {
      const slug = await findFirst('series', ['tides', 'ebbs']);
      if (slug && (await findId('series', 'bridges')))
        await edit('mergeSeries', `{ from: ["bridges"], into: "${slug}" }`);
    },
    words: () => editStory('updateArticle', `, bodyMarkdown: "${'harbour '.repeat(6 + (number % 6))}"`),
    date: () =>
      editStory('updateArticle', `, publishedAt: "2026-01-${pick(['02', '04', '07', '09'])}T00:00:00Z"`),
    slug: async () => {
      const story = pickStory();
      const id = await getArticleId(story);
      // And back again, as other edits find their article by its slug.
      for (const slug of [`${story}-moved`, story]) {
        await edit('updateArticle', `{ id: "${id}", slug: "${slug}" }`);
        await edit('publishArticle', `{ id: "${id}" }`);
      }
    },
    'in or out': async () => {
      const slug = pickStory();
      const isSeen = (await sendQuery(`{ article(by: { slug: "${slug}" }) { id } }`)).data.article !== null;
      await edit(isSeen ? 'unpublishArticle' : 'publishArticle', `{ id: "${await getArticleId(slug)}" }`);
    },
    'published again': () => editStory('publishArticle'),
    correction: async () => {
      const id = await getArticleId(pickStory());
      await edit('publishArticle', `{ id: "${id}" }`);
      await edit('addCorrection', `{ id: "${id}", text: "Correction ${number}" }`);
    },
    pins: async () => {
      const [id, pinned] = [await getArticleId(pickStory()), await getArticleId(pickStory())];
      if (id !== pinned) await edit('pinRelatedArticles', `{ id: "${id}", articles: ["${pinned}"] }`);
    },
    'related lists': rebuildRelated,
    'a tag': () =>
      editFirstFound(
        'tag',
        'updateTag',
        ['tag-3', 'renamed'],
        `slug: "${pick(['tag-3', 'renamed'])}", name: "Name ${number}"`,
      ),
    'the slug of a section': () =>
      editFirstFound('section', 'updateSection', ['world', 'planet'], `slug: "${pick(['world', 'planet'])}"`),
    'the name of a section': () =>
      editFirstFound('section', 'updateSection', ['asia'], `name: "Asia ${number}"`),
    'an author': () => editFirstFound('author', 'updateAuthor', ['author-1'], `name: "Writer ${number}"`),
    'a tag without articles': () => edit('createTag', `{ name: "Unused ${number}" }`),
  };
  return {
    /** Makes a random edit and returns its kind. */
    async make(n: number): Promise<string> {
      number = n;
      const kind = pick(Object.keys(edits));
      await edits[kind]!();
      return kind;
    },
  };
}
