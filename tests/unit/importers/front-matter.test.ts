import { describe, expect, test } from '@jest/globals';
import { readFrontMatter } from '../../../src/importers/markdown/front-matter/front-matter.js';
import { parseArticle, parseRefusal } from '../../support/import-files.js';

describe('Front matter', () => {
  const written = { title: 'Tide & time', tags: ['sea', '2016'], draft: true };
  const dialects = {
    YAML: '---\ntitle: Tide & time\ntags: [sea, "2016"]\ndraft: true\n---\nBody.\n',
    'YAML closed by dots': '---\ntitle: Tide & time\ntags:\n- sea\n- "2016"\ndraft: true\n...\nBody.\n',
    TOML: '+++\ntitle = "Tide & time"\ntags = ["sea", "2016"]\ndraft = true\n+++\nBody.\n',
    'TOML under a named fence':
      '---toml\ntitle = "Tide & time"\ntags = ["sea", "2016"]\ndraft = true\n---\nBody.\n',
    JSON: '{\n\t"title": "Tide & time",\n\t"tags": ["sea", "2016"],\n\t"draft": true\n}\nBody.\n',
    'JSON under a named fence':
      '---json\n{"title": "Tide & time", "tags": ["sea", "2016"], "draft": true}\n---\nBody.\n',
  };
  for (const [dialect, text] of Object.entries(dialects)) {
    test(`is parsed as ${dialect}`, () => {
      const front = readFrontMatter(text);
      expect({ ...front.data }).toEqual(written);
      expect(front.body).toBe('Body.\n');
      expect(text.split('\n')[front.bodyLine - 1]).toBe('Body.');
      expect(text.split('\n')[front.findLine(['tags']) - 1]).toContain('tags');
    });
  }

  test('accepts a byte order mark and CRLF line ends', () => {
    const front = readFrontMatter('\ufeff---\r\ntitle: Tide\r\n---\r\nOne.\r\n\r\nTwo.\r\n');
    expect(front.data).toEqual({ title: 'Tide' });
    expect(front.body).toBe('One.\n\nTwo.\n');
  });

  test('is empty for a text that is all body', () => {
    const text = '{% include lead %}\n\nA rule follows.\n\n---\n\nMore.';
    expect(readFrontMatter(text)).toMatchObject({ data: {}, body: text, bodyLine: 1 });
  });

  test('continues a quoted string at the start of the next line, like Ruby and Go', () => {
    const text = `---\ntitle: "A title\nover two lines"\nexcerpt: 'It''s one\n\nor two'\ntags: [a]\n---\n`;
    const front = readFrontMatter(text);
    expect(front.data).toEqual({ title: 'A title over two lines', excerpt: "It's one\nor two", tags: ['a'] });
    expect(front.findLine(['tags'])).toBe(7);
  });

  test('keeps numbers in titles and tags as they are written', () => {
    const { article } = parseArticle('---\ntitle: 007\ndate: 2016-01-01\ntags: [3.10, 2016]\n---\n');
    expect([article.title, ...article.tags]).toEqual(['007', '3.10', '2016']);
  });
});

describe('Invalid front matter', () => {
  const refusals: [string, string, number, RegExp][] = [
    ['a YAML block that is never closed', '\n---\ntitle: A\n\nText.\n', 2, /no closing delimiter/],
    ['a TOML block that is never closed', '+++\ntitle = "A"\n', 1, /no closing delimiter/],
    ['a JSON block that is never closed', '{\n"title": "A",\n', 1, /no closing delimiter/],
    ['a colon in an unquoted title', '---\ndate: 2016-01-01\ntitle: One: two\n---\n', 3, /Nested mappings/],
    ['an unclosed quote', '---\ndate: 2016-01-01\ntitle: "One\ntags: a\nx: y\n---\n', 3, /closing "quote/],
    ['a tab as indentation', '---\ntitle: A\nimage:\n\turl: /a\n---\n', 4, /Tabs/],
    ['a TOML syntax error', '+++\ntitle = "A"\ndate = \n+++\n', 3, /Invalid TOML document: invalid value/],
    ['a duplicate TOML field', '+++\ntitle = "A"\n\ntitle = "B"\n+++\n', 4, /already defined/],
    ['prose in place of fields', '---\nA line of prose.\n---\n', 2, /not a set of fields/],
    ['JavaScript', '---js\n{ draft: true }\n---\nText.\n', 1, /code is not run; write it as YAML/],
    ['an alias within itself', '---\ntags: &a [*a]\n---\n', 2, /refers to itself/],
  ];
  for (const [what, text, line, reason] of refusals) {
    test(`is rejected with its line: ${what}`, () => {
      const refusal = parseRefusal(text);
      expect(refusal.line).toBe(line);
      expect(refusal.reasons).toEqual([expect.stringMatching(reason)]);
      expect(refusal.reasons[0]).not.toContain('\n');
    });
  }

  test('is rejected when its YAML aliases expand exponentially', () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`)}]`);
    expect(parseRefusal(`---\nl0: &l0 ha\n${laughs.join('\n')}\n---\n`).reasons[0]).toMatch(
      /cannot be resolved/,
    );
  });
});
