import { describe, expect, test } from '@jest/globals';
import { readFrontMatter } from '../../../src/importers/markdown/front-matter/front-matter.js';
import { parseArticle, parseRefusal } from '../../support/import-files.js';

describe('front matter', () => {
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
    test(`is read as ${dialect}`, () => {
      const front = readFrontMatter(text);
      expect({ ...front.data }).toEqual(written);
      expect(front.body).toBe('Body.\n');
      expect(text.split('\n')[front.bodyLine - 1]).toBe('Body.');
      expect(text.split('\n')[front.findLine(['tags']) - 1]).toContain('tags');
    });
  }

  test('reads what a Windows editor saved, with its mark and line ends', () => {
    const front = readFrontMatter('\ufeff---\r\ntitle: Tide\r\n---\r\nOne.\r\n\r\nTwo.\r\n');
    expect(front.data).toEqual({ title: 'Tide' });
    expect(front.body).toBe('One.\n\nTwo.\n');
  });

  test('leaves a text without any to be all body', () => {
    const text = '{% include lead %}\n\nA rule follows.\n\n---\n\nMore.';
    expect(readFrontMatter(text)).toMatchObject({ data: {}, body: text, bodyLine: 1 });
  });

  test('lets quoted text go on at the start of the next line, as the parsers of Ruby and Go do', () => {
    const text = `---\ntitle: "A title\nover two lines"\nexcerpt: 'It''s one\n\nor two'\ntags: [a]\n---\n`;
    const front = readFrontMatter(text);
    expect(front.data).toEqual({ title: 'A title over two lines', excerpt: "It's one\nor two", tags: ['a'] });
    expect(front.findLine(['tags'])).toBe(7);
  });

  test('keeps a number as it was written when it would change', () => {
    const { article } = parseArticle('---\ntitle: 007\ndate: 2016-01-01\ntags: [3.10, 2016]\n---\n');
    expect([article.title, ...article.tags]).toEqual(['007', '3.10', '2016']);
  });
});

describe('front matter that cannot be read is refused with its line in the file', () => {
  const refusals: [string, string, number, RegExp][] = [
    ['that is never closed', '\n---\ntitle: A\n\nText.\n', 2, /no closing delimiter/],
    ['that is TOML and never closed', '+++\ntitle = "A"\n', 1, /no closing delimiter/],
    ['that is JSON and never closed', '{\n"title": "A",\n', 1, /no closing delimiter/],
    [
      'with a colon in an unquoted title',
      '---\ndate: 2016-01-01\ntitle: One: two\n---\n',
      3,
      /Nested mappings/,
    ],
    [
      'with a quote left open',
      '---\ndate: 2016-01-01\ntitle: "One\ntags: a\nx: y\n---\n',
      3,
      /closing "quote/,
    ],
    ['with a field twice', '---\ntitle: A\ndate: 2016-01-01\ntitle: B\n---\n', 4, /unique/],
    ['indented with a tab', '---\ntitle: A\nimage:\n\turl: /a\n---\n', 4, /Tabs/],
    ['of bad TOML', '+++\ntitle = "A"\ndate = \n+++\n', 3, /Invalid TOML document: invalid value/],
    ['of TOML with a field twice', '+++\ntitle = "A"\n\ntitle = "B"\n+++\n', 4, /already defined/],
    ['that is no set of fields', '---\nA line of prose.\n---\n', 2, /not a set of fields/],
    ['with an alias within itself', '---\ntags: &a [*a]\n---\n', 2, /refers to itself/],
  ];
  for (const [what, text, line, reason] of refusals) {
    test(what, () => {
      const refusal = parseRefusal(text);
      expect(refusal.line).toBe(line);
      expect(refusal.reasons).toEqual([expect.stringMatching(reason)]);
      expect(refusal.reasons[0]).not.toContain('\n');
    });
  }

  test('of aliases that unfold to a billion words', () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`)}]`);
    expect(parseRefusal(`---\nl0: &l0 ha\n${laughs.join('\n')}\n---\n`).reasons[0]).toMatch(
      /cannot be resolved/,
    );
  });
});
