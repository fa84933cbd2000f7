import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';
import { isColonHeading } from '../../../src/importers/page/plain-text/colon-heading.js';
import { readPlainPage } from '../../../src/importers/page/plain-text/plain-page.js';
import { extractFixture, PAGES } from '../../support/page.js';

const PROSE =
  'The ferry stays in port today, and so does everybody who wanted to go home with it before the weekend.';

const countItems = (list: string) => list.split('<li>').length - 1;

/** Returns the blocks below the title of a text, each with its kind. */
function blocksOf(...lines: string[]): string[] {
  const found = readPlainPage(['Fog in the harbour stops all ferries', '', PROSE, '', ...lines].join('\n'))!;
  return renderRichText({ format: 'html', text: found.html })
    .blocks.slice(1)
    .map((block) =>
      block.__typename === 'ListBlock'
        ? `${block.ordered ? 'ol' : 'ul'}: ${countItems(block.html)}`
        : `${block.__typename.replace('Block', '').toLowerCase()}: ${block.html.replace(/<[^>]*>/g, '').slice(0, 40)}`,
    );
}

test('The founding page is imported with its headings, lists and paragraphs, without boilerplate', async () => {
  const {
    title,
    standfirst,
    publishedAt,
    html,
    removedTexts: leftOut,
  } = await extractFixture('founding-page.txt');
  expect(title).toBe(
    'Blinken opens second day of talks in Beijing on mission to ease soaring US-China tensions',
  );
  expect(standfirst).toMatch(/^During a recent diplomatic meeting, Blinken .* later in the evening\.$/);
  expect(publishedAt).toEqual(new Date('2024-06-19T00:00:00Z'));
  const { outline, blocks, text } = renderRichText({ format: 'html', text: html });
  expect(outline.map((heading) => heading.text)).toEqual([
    'Key points of the talks:',
    'What to expect from the discussions:',
    'Benefits of easing US-China tensions:',
    'Practical tips for improving US-China relations:',
  ]);
  const lists = blocks.flatMap((block) => (block.__typename === 'ListBlock' ? [block.html] : []));
  expect(lists.map(countItems)).toEqual([3, 3, 3]);
  expect(text).not.toContain('•');
  const paragraphs = blocks.filter(({ __typename }) => __typename === 'ParagraphBlock');
  expect(paragraphs).toHaveLength(6);
  expect(text).not.toContain('During a recent diplomatic meeting');
  const boxes =
    /Close this search box|Most Popular|Get The Latest Updates|On Key|Related Posts|No spam|Subscribe To|Blinken opens/;
  expect(text).not.toMatch(boxes);
  expect(leftOut).toEqual(
    expect.arrayContaining(['Close this search box.', 'Most Popular', 'On Key', 'Related Posts']),
  );
});

test('The founding page shows its day in the time zone of the site', async () => {
  const text = await readFile(`${PAGES}founding-page.txt`, 'utf8');
  const { publishedAt } = readPlainPage(text, 'America/New_York')!;
  expect(publishedAt).toEqual(new Date('2024-06-19T04:00:00Z'));
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'America/New_York' });
  expect(day.format(publishedAt!)).toBe('June 19, 2024');
});

describe('Plain-text list detection', () => {
  test.each(['•', '‣', '◦', '▪', '–', '*', '-', '·', '●'])(
    'recognizes list items that begin with %s',
    (sign) => {
      expect(blocksOf(`${sign} ${PROSE}`, `${sign} Short`, '', `${sign} ${PROSE}`, '', PROSE)).toEqual([
        'ul: 3',
        `paragraph: ${PROSE.slice(0, 40)}`,
      ]);
    },
  );

  test.each([
    ['1.', '2.'],
    ['1)', '2)'],
    ['(1)', '(2)'],
    ['a)', 'b)'],
    ['(a)', '(b)'],
  ])('recognizes ordered list items that begin with %s and %s', (one, two) => {
    expect(blocksOf(`${one} ${PROSE}`, `${two} ${PROSE}`)).toEqual(['ol: 2']);
  });

  test('keeps the start number and the letters of an ordered list', () => {
    const page = [
      'Fog in the harbour stops all ferries',
      '',
      PROSE,
      '',
      '3. Wait',
      '4. See',
      '',
      PROSE,
      '',
      'c) Go',
    ];
    expect(readPlainPage(page.join('\n'))!.html).toMatch(
      /<ol start="3"><li>Wait[\s\S]*<ol start="3" type="a"><li>Go/,
    );
  });

  test('keeps a single long line after a dash, asterisk or number as a paragraph', () => {
    for (const start of ['– ', '- ', '* ', '12. ', '— ']) {
      expect(blocksOf(start + PROSE, '', PROSE)).toEqual([
        `paragraph: ${(start + PROSE).slice(0, 40)}`,
        `paragraph: ${PROSE.slice(0, 40)}`,
      ]);
    }
  });
});

describe('Plain-text heading detection', () => {
  test.each([
    ['What the cooks found', PROSE],
    ['WHO PAYS FOR IT', PROSE],
    ['BACKGROUND:', PROSE],
    ['The bottom line:', PROSE],
    ['Why it matters:', PROSE],
    ['What is at stake:', '• A bridge'],
    ['Key Points Of The Following Talks:', '• A bridge'],
    ['Was jetzt wichtig ist:', PROSE],
  ])('recognizes a heading by its shape: %s', (line, next) => {
    expect(blocksOf(line, '', next)[0]).toBe(`heading: ${line}`);
  });

  test.each(['=====', '-----', '_______'])('recognizes a heading underlined with %s', (rule) => {
    expect(blocksOf('Who pays for it,', rule, PROSE)).toEqual([
      'heading: Who pays for it,',
      `paragraph: ${PROSE.slice(0, 40)}`,
    ]);
  });

  test.each([
    'The council agreed on the following points:',
    'Some of the benefits include:',
    'The mayor said:',
    'There are three reasons for that:',
    'He named, without a pause, three of them:',
    'and these are what is left:',
    'Residents of both villages on either side of the long bridge:',
  ])('keeps a sentence that introduces a list as a paragraph: %s', (line) => {
    expect(isColonHeading(line)).toBe(false);
    expect(blocksOf(line, '• A bridge', '• A road')).toEqual([`paragraph: ${line.slice(0, 40)}`, 'ul: 2']);
  });
});

test('readPlainPage drops a standfirst that repeats the title', () => {
  const page = (second: string) =>
    readPlainPage(['Fog in the harbour stops all ferries', '', second, '', PROSE].join('\n'))!;
  for (const again of ['FOG IN THE HARBOUR STOPS ALL FERRIES', '“Fog in the harbour stops all ferries”…']) {
    expect(page(again).standfirst).toBeNull();
  }
  expect(page('Only the lighthouse keeper saw it coming, on Monday').standfirst).toMatch(/^Only/);
});
