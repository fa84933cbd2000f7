import { expect, test } from '@jest/globals';
import { createAgencyItem } from '../../../../src/importers/agency/article.js';
import { ninjs } from '../../../../src/importers/agency/ninjs/ninjs-format.js';
import { createDefaultRules, type Rules } from '../../../../src/importers/agency/rules.js';
import type { SourceArticle } from '../../../../src/importers/own/importer.js';

const read = async (item: object, rules: Partial<Rules> = {}) => {
  const values = { ...createDefaultRules(), ...rules };
  const placed = { place: 'file.json', item: item as Record<string, unknown> };
  const result = await createAgencyItem(placed, ninjs, values);
  return result as Partial<SourceArticle> & { refused?: string; skipped?: string; deleted?: string };
};

const TEXT1 = { uri: 'urn:1', type: 'text', headline: 'Tide turns' };
const TEXT2 = { uri: 'urn:2', type: 'text', headlines: [{ value: 'Tide turns' }] };
const picture = (values: object) => ({ uri: 'urn:p', type: 'picture', ...values });
const file = (href: string, width?: number) => ({ href, mimetype: 'image/jpeg', ...(width && { width }) });

/** Items of each version, and the values that a person read from them. */
const TABLE: [name: string, item: object, expected: object][] = [
  [
    'ninjs 1, headline and HTML',
    {
      ...TEXT1,
      version: '3',
      body_html: '<h1>Tide turns</h1><p>At six.</p>',
      byline: 'By Ada Marsh and Ben Okri',
    },
    {
      title: 'Tide turns',
      html: '<p>At six.</p>',
      authors: ['Ada Marsh', 'Ben Okri'],
      version: '3',
      draft: true,
    },
  ],
  [
    'ninjs 1, XHTML before plain text',
    { ...TEXT1, body_text: 'Plain', body_xhtml: '<p>Marked</p>' },
    { html: '<p>Marked</p>' },
  ],
  [
    'ninjs 1, plain text of lines',
    { ...TEXT1, body_text: 'Tide turns\nAt <six>.\nIt ebbed.' },
    { html: '<p>At &lt;six&gt;.</p>\n<p>It ebbed.</p>' },
  ],
  [
    'ninjs 1, plain text with empty lines',
    { ...TEXT1, body_text: 'At six\nit turned.\n\nIt ebbed.' },
    { html: '<p>At six it turned.</p>\n<p>It ebbed.</p>' },
  ],
  [
    'ninjs 1, subjects and places with codes',
    {
      ...TEXT1,
      language: 'de-AT',
      copyrightholder: 'Agentur',
      subject: [
        { code: 'medtop:15000000', name: 'Sport' },
        { name: 'Ohne Code' },
        { code: 'x', name: 'Eigenes' },
      ],
      place: [{ name: 'Wien' }, { name: '' }],
    },
    {
      tags: [
        { id: 'medtop:15000000', name: 'Sport', vocabulary: 'Agentur de' },
        'Ohne Code',
        'Eigenes',
        'Wien',
      ],
      language: 'de-AT',
    },
  ],
  [
    'ninjs 1, picture of an association by name',
    {
      ...TEXT1,
      associations: {
        main: picture({
          byline: 'Ada Marsh',
          usageterms: 'No archive',
          description_caption: 'The quay',
          description_alttext: 'A quay at dawn',
          renditions: {
            big: file('https://a.example/big.jpg', 6000),
            web: file('https://a.example/web.jpg', 1200),
          },
        }),
      },
    },
    {
      image: {
        url: 'https://a.example/web.jpg',
        alt: 'A quay at dawn',
        caption: 'The quay',
        credit: 'Ada Marsh',
        license: 'No archive',
      },
    },
  ],
  [
    'ninjs 1, thumbnails and watermarks come last',
    {
      ...TEXT1,
      associations: {
        main: picture({
          copyrightholder: 'Wire',
          copyrightnotice: '© Wire',
          renditions: {
            thumbnail: file('https://a.example/t.jpg', 200),
            main: file('https://a.example/m.jpg', 4000),
          },
        }),
      },
    },
    { image: { url: 'https://a.example/m.jpg', alt: '', caption: null, credit: 'Wire', license: '© Wire' } },
  ],
  [
    'ninjs 1, dates',
    { ...TEXT1, firstcreated: '2026-11-01T10:00:00+01:00', versioncreated: '2026-11-02T10:00:00+01:00' },
    {
      publishedAt: '2026-11-01T10:00:00+01:00',
      updatedAt: '2026-11-02T10:00:00+01:00',
      version: '2026-11-02T10:00:00+01:00',
    },
  ],
  [
    'ninjs 1, embargo',
    { ...TEXT1, embargoed: '2026-12-01T10:00:00+0100', versioncreated: '2026-11-02T10:00:00Z' },
    {
      embargoedUntil: new Date('2026-12-01T09:00:00Z'),
      publishedAt: new Date('2026-12-01T09:00:00Z'),
    },
  ],
  ['ninjs 1, withheld', { ...TEXT1, pubstatus: 'withheld' }, { draft: true, withheld: true }],
  [
    'ninjs 2, main of several headlines',
    {
      ...TEXT2,
      headlines: [
        { role: 'sub', value: 'Less' },
        { role: 'main', contenttype: 'text/html', value: 'A &amp; <i>B</i>' },
      ],
    },
    { title: 'A & B' },
  ],
  [
    'ninjs 2, HTML before NITF before plain text',
    {
      ...TEXT2,
      bodies: [
        { role: 'text', contenttype: 'text/plain', value: 'Plain' },
        {
          role: 'nitf',
          contenttype: 'application/xml',
          value: '<nitf><body><body.content><p>Old</p></body.content></body></nitf>',
        },
        {
          role: 'html5',
          contenttype: 'text/html',
          value: '<html><head><title>T</title></head><body><p>New</p></body></html>',
        },
      ],
    },
    { html: '<p>New</p>' },
  ],
  [
    'ninjs 2, NITF alone',
    {
      ...TEXT2,
      bodies: [
        {
          role: 'nitf',
          contenttype: 'application/xml',
          value: '<nitf><body><body.content><p>Old</p></body.content></body></nitf>',
        },
      ],
    },
    { html: '<p>Old</p>' },
  ],
  [
    'ninjs 2, description that the body begins with',
    { ...TEXT2, descriptions: [{ value: 'At six it' }], bodies: [{ value: '<p>At six it turned.</p>' }] },
    { standfirst: null },
  ],
  [
    'ninjs 2, summary',
    {
      ...TEXT2,
      descriptions: [
        { role: 'caption', value: 'No' },
        { role: 'summary', value: 'In short.' },
      ],
      bodies: [{ value: '<p>At six it turned.</p>' }],
    },
    { standfirst: 'In short.' },
  ],
  [
    'ninjs 2, further pictures follow the body',
    {
      ...TEXT2,
      bodies: [{ value: '<p>x</p>' }],
      associations: [
        picture({ name: 'a', renditions: [{ name: 'r', ...file('https://a.example/1.jpg', 800) }] }),
        picture({
          name: 'b',
          by: 'Ada <Marsh>',
          usageterms: 'Today only',
          renditions: [{ name: 'r', ...file('https://a.example/2.jpg') }],
        }),
      ].map(({ ...each }) => JSON.parse(JSON.stringify(each).replaceAll('"mimetype"', '"contenttype"'))),
    },
    {
      html: '<p>x</p>\n\n<figure><img src="https://a.example/2.jpg" alt=""><figcaption>Ada &lt;Marsh&gt; · Today only</figcaption></figure>\n\n',
      image: { url: 'https://a.example/1.jpg', alt: '', caption: null, credit: null, license: null },
    },
  ],
  [
    'ninjs 3, names in camel case',
    {
      ...TEXT2,
      version: '2',
      by: 'Ada Marsh/TT',
      firstCreated: '2026-11-01T10:00:00Z',
      versionCreated: '2026-11-02T10:00:00Z',
      embargoedUntil: '2026-11-01T12:00:00Z',
      pubStatus: 'usable',
      edNote: 'Check the name.',
      urgency: 4,
    },
    {
      authors: ['Ada Marsh', 'TT'],
      publishedAt: new Date('2026-11-01T12:00:00Z'),
      warnings: ['note of the agency: Check the name.'],
      unusedFields: ['urgency'],
    },
  ],
  [
    'ninjs 3, topics by URI',
    {
      ...TEXT2,
      subjects: [
        { uri: 'http://cv.iptc.org/newscodes/mediatopic/15000000', name: 'sport' },
        { uri: 'urn:x' },
      ],
    },
    { tags: [{ id: 'http://cv.iptc.org/newscodes/mediatopic/15000000', name: 'sport', vocabulary: '' }] },
  ],
  [
    'ninjs 3, no headline',
    {
      uri: 'urn:3',
      type: 'text',
      bodies: [{ value: '<p>The tide turned at six in the morning, and then ebbed away again.</p>' }],
    },
    { title: 'The tide turned at six in the morning, and then' },
  ],
  ['ninjs 3, a flash without a text', { ...TEXT2, slugline: 'tide' }, { title: 'Tide turns', html: '' }],
];

test.each(TABLE)('An item has the values that a person reads in it: %s', async (_name, item, expected) => {
  expect(await read(item)).toMatchObject(expected);
});

test.each([
  ['a time without a zone', { ...TEXT1, embargoed: '2026-12-01T10:00:00' }, 'is not a time with a zone'],
  ['a day', { ...TEXT1, embargoed: '2026-12-01' }, 'is not a time with a zone'],
  ['no time', { ...TEXT1, embargoed: '2026-13-41T10:00:00Z' }, 'is not a time with a zone'],
  ['an embargo of a picture', picture({ embargoed: 'noon' }), 'is not a time with a zone'],
  ['no URI', { headline: 'x' }, "must have required property 'uri'"],
  [
    'an unknown status',
    { ...TEXT1, pubstatus: 'cancelled' },
    'pubstatus must be one of usable, withheld, canceled',
  ],
  ['an unknown property', { ...TEXT1, colour: 'red' }, 'colour is not a property of the standard'],
  ['an unknown property in ninjs 3', { ...TEXT2, standard: { version: '3.0' }, colour: 'red' }, 'ninjs 3: '],
  ['a status that is no text', { ...TEXT1, urgency: 'high' }, 'urgency must be'],
  [
    'coordinates of no place',
    { ...TEXT2, places: [{ name: 'x', geoJSON: { type: 'Foo' } }] },
    'geoJSON.type must be one of',
  ],
])('An item with %s is refused with the reason', async (_name, item, message) => {
  expect((await read(item)).refused).toContain(message);
});

test('Items that are no texts are left out, and canceled ones removed although they are not valid', async () => {
  expect(await read(picture({}))).toMatchObject({ skipped: 'picture, which is no article' });
  expect(await read({ uri: 'urn:1' })).toMatchObject({ skipped: 'it has neither a headline nor a text' });
  expect(
    await read({ uri: 'urn:1', version: '4', pubStatus: 'canceled', ednote: 'Libel', colour: 'red' }),
  ).toEqual({
    id: 'urn:1',
    label: 'urn:1',
    deleted: 'canceled by the agency: Libel',
    kill: true,
    version: '4',
  });
});

test('Properties of an agency are accepted if the item or the rules say so, and counted', async () => {
  const item = { ...TEXT2, colour: 'red' };
  const own = { standard: { name: 'wire', version: '2.1', schema: 'https://wire.example/schema.json' } };
  expect(await read({ ...item, ...own })).toMatchObject({ title: 'Tide turns', unusedFields: ['colour'] });
  expect(await read(item, { extensions: true })).toMatchObject({ unusedFields: ['colour'] });
  const iptc = {
    standard: { version: '2.1', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json' },
  };
  expect((await read({ ...item, ...iptc })).refused).toContain('colour');
});

test('Rules decide on sections, tags and publication by codes and languages', async () => {
  const subjects = [{ uri: 'http://cv.iptc.org/newscodes/mediatopic/15000000', name: 'sport' }];
  const item = { ...TEXT2, language: 'de-AT', located: 'Wien', subjects };
  const rules = {
    tags: [],
    fields: { located: 'placeline' },
    rules: [
      { subjects: ['medtop:15000000'], section: ['Sport', 'Football'], publish: true },
      { languages: ['de'], section: 'Deutsch', tags: ['Wire'], publish: false },
      { subjects: ['medtop:16000000'], skip: true },
      { subjects: ['5000000'], skip: true },
    ],
  };
  expect(await read(item, rules)).toMatchObject({
    draft: false,
    section: ['Sport', 'Football'],
    otherSections: ['Deutsch'],
    tags: ['Wire'],
    fields: { placeline: 'Wien' },
  });
  expect(await read({ ...item, pubStatus: 'withheld' }, rules)).toMatchObject({ draft: true });
  const war = { ...item, subjects: [{ literal: '16000000', name: 'war' }] };
  expect(await read(war, rules)).toMatchObject({ skipped: 'a rule leaves it out' });
});

test('A note becomes a correction only if the rules say so and it begins like one', async () => {
  const item = { ...TEXT2, versionCreated: '2026-11-02T10:00:00Z' };
  const corrected = { ...item, edNote: 'CORRECTION: The ferry has two decks.' };
  expect(await read(corrected)).toMatchObject({ corrections: [] });
  expect(await read(corrected, { corrections: true })).toMatchObject({
    corrections: [{ text: 'CORRECTION: The ferry has two decks.', at: new Date('2026-11-02T10:00:00Z') }],
  });
  expect(await read({ ...item, edNote: 'Adds a quote.' }, { corrections: true })).toMatchObject({
    corrections: [],
  });
});
