const WORDS =
  'tide harbour ferry quay island council fare winter gate oak marsh lamp letter bell roof ledger'.split(' ');
const TAGS = 40;
const AUTHORS = 25;

let state = 42;
/** The same numbers at each run. */
const random = (below) => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return state % below;
};
const createSentence = (length) => `${Array.from({ length }, () => WORDS[random(WORDS.length)]).join(' ')}.`;
const id = (kind, n) => `${kind}${String(n).padStart(23, '0')}`;

function createPost(n) {
  const paragraphs = Array.from({ length: 7 }, () => createSentence(45));
  const html = paragraphs.map((words, i) => `${i === 3 ? '<h2>Halfway</h2>' : ''}<p>${words}</p>`).join('');
  const text = (words) => ({ type: 'extended-text', text: words, format: 0 });
  const children = paragraphs.map((words) => ({ type: 'paragraph', children: [text(words)] }));
  const day = new Date(Date.UTC(2010, 0, 1) + n * 36_000_000).toISOString().slice(0, 19).replace('T', ' ');
  return {
    ...{
      id: id('a', n),
      title: `Post ${n}: ${createSentence(6)}`,
      slug: `post-${n}`,
      html,
      plaintext: paragraphs.join('\n'),
    },
    ...{
      lexical: JSON.stringify({ root: { children } }),
      mobiledoc: null,
      type: 'post',
      status: 'published',
    },
    ...{ visibility: 'public', created_at: day, updated_at: day, published_at: day, featured: 0 },
    feature_image: `__GHOST_URL__/content/images/${n}.jpg`,
  };
}

const range = (length) => Array.from({ length }, (_, i) => i);
const createNamed = (kind, n, word) => ({
  id: id(kind, n),
  name: `${word} ${n}`,
  slug: `${word.toLowerCase()}-${n}`,
});

/** The text of a Ghost export of made-up posts, in parts. */
export function* generateGhostExport(posts) {
  yield `{"db":[{"meta":{"exported_on":${Date.UTC(2026, 0, 1)},"version":"6.0.0"},"data":{"posts":[`;
  for (let n = 0; n < posts; n += 1) yield `${n > 0 ? ',' : ''}${JSON.stringify(createPost(n))}`;
  const tables = {
    tags: range(TAGS).map((n) => ({ ...createNamed('b', n, 'Tag'), visibility: 'public' })),
    users: range(AUTHORS).map((n) => createNamed('c', n, 'Author')),
    posts_tags: range(posts * 3).map((i) => ({
      ...{
        post_id: id('a', Math.floor(i / 3)),
        tag_id: id('b', (i * 7 + Math.floor(i / 3)) % TAGS),
        sort_order: i % 3,
      },
    })),
    posts_authors: range(posts).map((n) => ({
      post_id: id('a', n),
      author_id: id('c', n % AUTHORS),
      sort_order: 0,
    })),
  };
  yield `],${JSON.stringify(tables).slice(1)}}]}\n`;
}
