import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createRandom, createZipf } from '../support/random.mjs';
import { createLanguage } from './made-up-words.mjs';

const SECTIONS = ['World', 'World/Europe', 'World/Asia', 'Politics', 'Politics/Elections', 'Business'].concat(
  ['Business/Shipping', 'Science', 'Science/Climate', 'Science/Health', 'Culture', 'Culture/Film', 'Sport'],
);

/** Writes a source of generated articles for each importer and returns what to import. The same at each run. */
export const SOURCES = {
  markdown: writeMarkdown,
  linked: writeLinkedMarkdown,
  hugo: writeHugo,
  wordpress: writeWordPress,
  ghost: writeGhost,
  feed: writeFeed,
};

/** Yields articles with a natural distribution of words: 200 to 500 words, lists, quotations, links and pictures. */
function* generateArticles(count) {
  const language = createLanguage();
  const random = createRandom(7);
  const below = (limit) => Math.floor(random() * limit);
  const range = (length) => Array.from({ length }, (_, i) => i);
  const tag = createZipf(
    range(150).map((i) => `Tag ${language.word(300 + i)}`),
    random,
  );
  const author = createZipf(
    range(40).map((i) => `${capitalize(language.word(600 + i))} ${capitalize(language.word(700 + i))}`),
    random,
  );
  const several = (most, draw) => [...new Set(range(1 + below(most)).map(draw))];
  for (let n = 1; n <= count; n++) {
    const { title, standfirst, body } = language.article();
    yield {
      n,
      title: capitalize(title),
      slug: `${title.split(' ').slice(0, 3).join('-')}-${n}`,
      standfirst: `${capitalize(standfirst)}.`,
      date: new Date(Date.UTC(2026, 5, 1) - n * 5 * 3_600_000),
      section: SECTIONS[below(SECTIONS.length)],
      tags: several(6, tag),
      authors: several(3, author),
      image: random() < 0.8 ? `https://old.example/media/${n}.jpg` : null,
      paragraphs: splitWords(body, 40),
    };
  }
}

/** Writes a folder of Markdown files and returns it. */
async function writeMarkdown(folder, count) {
  for (const article of generateArticles(count)) {
    const { n, title, slug, date, section, tags, authors, image, standfirst, paragraphs } = article;
    const fields = { title, slug, date: date.toISOString(), section, tags, authors, excerpt: standfirst };
    if (image) fields.image = { url: image, alt: title, caption: standfirst, width: 1600, height: 900 };
    const blocks = paragraphs.map((text, i) => MARKDOWN_BLOCKS[(i + n) % MARKDOWN_BLOCKS.length](text));
    await writeFile(join(folder, `${n}.md`), `---\n${stringify(fields)}---\n\n${blocks.join('\n\n')}\n`);
  }
  return folder;
}

/** Number of generated bodies in a long one, which has 800 to 1,500 words. */
const BODIES_OF_A_LONG_ONE = 3;

/** Writes a folder of long Markdown files with pictures, tables and code that link to each other by file name. */
function writeLinkedMarkdown(folder, count) {
  return writeLongMarkdown(folder, count, '', (slug) => `[another article](${slug}.md#part)`);
}

/** Writes a Hugo site of long posts with shortcodes and pictures that link to each other, and returns its folder. */
async function writeHugo(folder, count) {
  await writeFile(join(folder, 'hugo.toml'), 'baseURL = "https://old.example/"\ntitle = "Old site"\n');
  const linkTo = (slug) => `[another article]({{< ref "posts/${slug}.md" >}})`;
  return writeLongMarkdown(folder, count, 'content/posts', linkTo, HUGO_BLOCKS);
}

async function writeLongMarkdown(folder, count, subfolder, linkTo, more = []) {
  await mkdir(join(folder, subfolder), { recursive: true });
  const random = createRandom(11);
  const getName = (n) => `article-${n}`;
  const parts = [...MARKDOWN_BLOCKS, ...LONG_BLOCKS, ...more];
  const bodies = [];
  let n = 0;
  for (const article of generateArticles(count * BODIES_OF_A_LONG_ONE)) {
    bodies.push(article.paragraphs);
    if (bodies.length < BODIES_OF_A_LONG_ONE) continue;
    n += 1;
    const { title, date, section, tags, authors, standfirst } = article;
    const fields = {
      title,
      slug: getName(n),
      date: date.toISOString(),
      tags,
      authors,
      description: standfirst,
    };
    fields.categories = [section.split('/').at(-1)];
    const linked = [0, 1, 2].map(() => linkTo(getName(1 + Math.floor(random() * count))));
    const blocks = bodies
      .splice(0)
      .flat()
      .map((text, i) => parts[(i + n) % parts.length](text, n, i));
    for (const [i, link] of linked.entries()) blocks[i * 4] += `\n\nSee ${link}, which says more.`;
    const text = `---\n${stringify(fields)}---\n\n${blocks.join('\n\n')}\n`;
    await writeFile(join(folder, subfolder, `${getName(n)}.md`), text);
  }
  return folder;
}

/** Writes a WordPress export and returns its file. */
function writeWordPress(folder, count) {
  return writeParts(join(folder, 'export.xml'), generateWordPress(count));
}

function* generateWordPress(count) {
  yield `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old site</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>\n`;
  for (const article of generateArticles(count)) {
    const { n, title, slug, date, section, tags, authors, standfirst } = article;
    const day = date.toISOString().slice(0, 19).replace('T', ' ');
    const name = section.split('/').at(-1);
    const terms = [['category', name], ...tags.map((tag) => ['post_tag', tag])];
    yield `<item><title>${title}</title><link>https://old.example/${slug}/</link>
<dc:creator><![CDATA[${authors[0]}]]></dc:creator>
<content:encoded><![CDATA[${toHtml(article).join('\n\n')}]]></content:encoded>
<excerpt:encoded><![CDATA[${standfirst}]]></excerpt:encoded>
<wp:post_id>${n}</wp:post_id><wp:post_date>${day}</wp:post_date><wp:post_date_gmt>${day}</wp:post_date_gmt>
<wp:post_modified_gmt>${day}</wp:post_modified_gmt><wp:post_name>${slug}</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
${terms.map(([domain, term]) => `<category domain="${domain}" nicename="${toSlug(term)}"><![CDATA[${term}]]></category>`).join('\n')}
</item>\n`;
  }
  yield '</channel></rss>\n';
}

/** Writes a Ghost export and returns its file. */
function writeGhost(folder, count) {
  return writeParts(join(folder, 'export.json'), generateGhost(count));
}

function* generateGhost(count) {
  const tags = new Map();
  const users = new Map();
  const links = { posts_tags: [], posts_authors: [] };
  const idOf = (map, name) => {
    if (!map.has(name)) map.set(name, `${map.size}`.padStart(24, '0'));
    return map.get(name);
  };
  yield '{"db":[{"meta":{"version":"6.0.0"},"data":{"posts":[';
  for (const article of generateArticles(count)) {
    const { n, title, slug, date, image, standfirst, paragraphs } = article;
    const id = `a${n}`.padStart(24, '0');
    for (const [i, tag] of [article.section, ...article.tags].entries())
      links.posts_tags.push({ post_id: id, tag_id: idOf(tags, tag), sort_order: i });
    for (const [i, author] of article.authors.entries())
      links.posts_authors.push({ post_id: id, author_id: idOf(users, author), sort_order: i });
    const day = date.toISOString().slice(0, 19).replace('T', ' ');
    const post = {
      ...{ id, title, slug, html: toHtml(article).join(''), plaintext: paragraphs.join('\n'), lexical: null },
      ...{ mobiledoc: null, type: 'post', status: 'published', visibility: 'public', featured: 0 },
      ...{ created_at: day, updated_at: day, published_at: day, custom_excerpt: standfirst },
      feature_image: image,
    };
    yield `${n > 1 ? ',' : ''}${JSON.stringify(post)}`;
  }
  const listNamed = (map) => [...map].map(([name, id]) => ({ id, name, slug: toSlug(name) }));
  const tables = { tags: listNamed(tags), users: listNamed(users), ...links };
  yield `],${JSON.stringify(tables).slice(1)}}]}\n`;
}

/** Writes an RSS feed and returns its file. */
function writeFeed(folder, count) {
  return writeParts(join(folder, 'feed.xml'), generateFeed(count));
}

function* generateFeed(count) {
  yield `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Old site</title><link>https://old.example</link>\n`;
  for (const article of generateArticles(count)) {
    const { title, slug, date, section, tags, authors, standfirst } = article;
    const categories = [section.split('/').at(-1), ...tags];
    yield `<item><title>${title}</title><link>https://old.example/${slug}/</link><guid>https://old.example/${slug}/</guid>
<pubDate>${date.toUTCString()}</pubDate><dc:creator>${authors[0]}</dc:creator><description>${standfirst}</description>
${categories.map((category) => `<category>${category}</category>`).join('')}
<content:encoded><![CDATA[${toHtml(article).join('\n')}]]></content:encoded></item>\n`;
  }
  yield '</channel></rss>\n';
}

const MARKDOWN_BLOCKS = [
  (text) => `${text}. The *${text.slice(0, 12).trim()}* of [a page](https://example.org/page) is **here**.`,
  (text) => `${text}.`,
  (text) => `## ${text.slice(0, 40)}\n\n${text}.`,
  (text) =>
    splitWords(text, 10)
      .map((part) => `- ${part}`)
      .join('\n'),
  (text) => `> ${text}.`,
];
const LONG_BLOCKS = [
  (text, n, i) =>
    `![${text.slice(0, 30)}](https://old.example/media/${n}-${i}.jpg "${text.slice(0, 60)}")\n\n${text}.`,
  (text) => `${text}. Read *${text.slice(0, 20).trim()}* at <https://example.org/more>.`,
  (text) => `\`\`\`js\nconst words = '${text.slice(0, 80)}';\n\`\`\`\n\n${text}.`,
  (text, _n, i) => `${text}.[^${i}]\n\n[^${i}]: ${text.slice(0, 50)}.`,
];
const HUGO_BLOCKS = [
  (text, n, i) =>
    `{{< figure src="https://old.example/media/${n}-${i}.jpg" alt="A picture" caption="${text.slice(0, 60)}" >}}`,
  (text) => `{{< youtube dQw4w9WgXcQ >}}\n\n${text}.`,
  (text) => `{{< highlight js >}}\nlet words = '${text.slice(0, 40)}';\n{{< /highlight >}}\n\n${text}.`,
];
const HTML_BLOCKS = [
  (text) =>
    `<p>${text}. The <em>${text.slice(0, 12).trim()}</em> of <a href="https://example.org/page">a page</a> is <strong>here</strong>.</p>`,
  (text) => `<p>${text}.</p>`,
  (text) => `<h2>${text.slice(0, 40)}</h2><p>${text}.</p>`,
  (text) =>
    `<ul>${splitWords(text, 10)
      .map((part) => `<li>${part}</li>`)
      .join('')}</ul>`,
  (text) => `<blockquote><p>${text}.</p></blockquote>`,
];

function toHtml({ n, paragraphs }) {
  return paragraphs.map((text, i) => HTML_BLOCKS[(i + n) % HTML_BLOCKS.length](text));
}

async function writeParts(path, parts) {
  await mkdir(join(path, '..'), { recursive: true });
  const file = await open(path, 'w');
  for (const part of parts) await file.write(part);
  await file.close();
  return path;
}

function splitWords(text, size) {
  const words = text.split(' ');
  const count = Math.ceil(words.length / size);
  return Array.from({ length: count }, (_, i) => words.slice(i * size, (i + 1) * size).join(' '));
}

function toSlug(name) {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function capitalize(text) {
  return text[0].toUpperCase() + text.slice(1);
}
