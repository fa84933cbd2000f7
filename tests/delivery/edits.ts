import { STORY_COUNT } from './questions.js';
import type { TwoInstances } from './two-instances.js';

interface EditOptions {
  random(): number;
  renewRelated(): Promise<void>;
}

/** Edits of all kinds through the graph, at random. */
export function editsOf({ ask, asDesk, edit, idOf }: TwoInstances, { random, renewRelated }: EditOptions) {
  let number = 0;
  const pick = <Item>(items: Item[]) => items[Math.floor(random() * items.length)]!;
  const story = () => `story-${1 + Math.floor(random() * STORY_COUNT)}`;
  const ofStory = async (name: string, more = '') => {
    const id = await idOf(story());
    await edit(name, `{ id: "${id}"${more} }`);
    if (name === 'updateArticle') await edit('publishArticle', `{ id: "${id}" }`);
  };
  const idAt = async (kind: string, slug: string) =>
    (await ask(`{ ${kind}(slug: "${slug}") { id } }`, { ...asDesk(), 'x-perspective': 'preview' })).data[kind]
      ?.id;
  const change = async (kind: string, mutation: string, slugs: string[], facts: string) => {
    for (const slug of slugs) {
      const id = await idAt(kind, slug);
      if (id) return edit(mutation, `{ id: "${id}", ${facts} }`);
    }
  };
  const edits: Record<string, () => Promise<unknown>> = {
    title: () => ofStory('updateArticle', `, title: "Title ${number}"`),
    standfirst: () => ofStory('updateArticle', `, standfirst: "Number ${number}"`),
    body: () => ofStory('updateArticle', `, bodyMarkdown: "Words ${number} of the ferry, word${number % 4}"`),
    tags: () => ofStory('updateArticle', `, tags: ["tag ${pick([0, 1, 2, 3])}", "tag ${pick([4, 5, 6])}"]`),
    authors: () => ofStory('updateArticle', `, authors: ["Author ${pick([0, 1, 2, 3])}"]`),
    section: () => ofStory('updateArticle', `, section: "${pick(['asia', 'sport', 'europe'])}"`),
    'in or out': async () => {
      const slug = story();
      const isSeen = (await ask(`{ article(slug: "${slug}") { id } }`)).data.article !== null;
      await edit(isSeen ? 'unpublishArticle' : 'publishArticle', `{ id: "${await idOf(slug)}" }`);
    },
    'published again': () => ofStory('publishArticle'),
    correction: async () => {
      const id = await idOf(story());
      await edit('publishArticle', `{ id: "${id}" }`);
      await edit('addCorrection', `{ id: "${id}", text: "Correction ${number}" }`);
    },
    pins: async () => {
      const [id, pinned] = [await idOf(story()), await idOf(story())];
      if (id !== pinned) await edit('pinRelatedArticles', `{ id: "${id}", articleIds: ["${pinned}"] }`);
    },
    'related lists': renewRelated,
    'a tag': () =>
      change(
        'tag',
        'updateTag',
        ['tag-3', 'renamed'],
        `slug: "${pick(['tag-3', 'renamed'])}", name: "Name ${number}"`,
      ),
    'the slug of a section': () =>
      change('section', 'updateSection', ['world', 'planet'], `slug: "${pick(['world', 'planet'])}"`),
    'the name of a section': () => change('section', 'updateSection', ['asia'], `name: "Asia ${number}"`),
    'an author': () => change('author', 'updateAuthor', ['author-1'], `name: "Writer ${number}"`),
    'a tag without articles': () => edit('createTag', `{ name: "Unused ${number}" }`),
  };
  return {
    /** Makes one, and answers which. */
    async make(n: number): Promise<string> {
      number = n;
      const what = pick(Object.keys(edits));
      await edits[what]!();
      return what;
    },
  };
}
