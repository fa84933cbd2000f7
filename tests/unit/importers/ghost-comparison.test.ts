import { expect, test } from '@jest/globals';
import { createArticleItem } from '../../../src/importers/ghost/article.js';
import { postSchema } from '../../../src/importers/ghost/ghost-post.js';
import { GhostSite } from '../../../src/importers/ghost/site.js';

/** Links as Ghost 5.130 exports them, and as its Content API returns them at http://127.0.0.1. */
const LINKS: [exported: string, shown: string][] = [
  ['https://other.example', 'https://other.example/?ref=127.0.0.1'],
  ['https://other.example/x?a&amp;b=c d', 'https://other.example/x?a=&b=c+d&ref=127.0.0.1'],
  ['https://Other.example/ä ö?q=%C3%A4+b', 'https://other.example/%C3%A4%20%C3%B6?q=%C3%A4+b&ref=127.0.0.1'],
  ['https://other.example/?ref=mine', 'https://other.example/?ref=mine'],
];

test.each(LINKS)(
  'the link %s of a Ghost export is compared as that of the API, %s',
  async (exported, shown) => {
    const compare = async (href: string) => {
      const html = `<p>See <a href="${href}">it</a>.</p>`;
      const post = { ...postSchema.parse({ id: '1', slug: 'a', title: 'A', html }), tags: [], authors: [] };
      const item = await createArticleItem(post, new GhostSite('http://127.0.0.1'));
      return 'article' in item ? item.article.comparison : null;
    };
    expect(await compare(exported)).toBe(await compare(shown));
    expect(await compare(exported)).not.toBe(await compare('https://other.example/y'));
  },
);
