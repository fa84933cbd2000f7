import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createAgencyImporter } from '../../../../src/importers/agency/agency-importer.js';
import { createAgencyItem } from '../../../../src/importers/agency/article.js';
import { newsml } from '../../../../src/importers/agency/newsml/newsml-format.js';
import { createDefaultRules, type Rules, readRules } from '../../../../src/importers/agency/rules.js';
import type { SourceItem } from '../../../../src/importers/own/importer.js';
import { createFolder } from '../../../support/import-files.js';

async function readAll(text: string, rules: Partial<Rules> = {}, isNew = false): Promise<SourceItem[]> {
  const items: SourceItem[] = [];
  for await (const placed of newsml.parse(text, 'wire.xml', isNew)) {
    if ('item' in placed)
      items.push(await createAgencyItem(placed, newsml, { ...createDefaultRules(), ...rules }));
    else items.push({ id: placed.place, refused: placed.problem });
  }
  return items;
}

const read = async (text: string, rules: Partial<Rules> = {}) => (await readAll(text, rules))[0];

const NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.34"';

interface Parts {
  guid?: string;
  version?: string;
  itemClass?: string;
  itemMeta?: string;
  contentMeta?: string;
  rights?: string;
  content?: string;
  before?: string;
}

/** Writes an item as the specification of NewsML-G2 orders its parts. */
const newsItem = ({
  guid = 'urn:newsml:wire.example:20261130:tide',
  version = '3',
  itemClass = 'text',
  itemMeta = '',
  contentMeta = '<headline>Tide turns early</headline>',
  rights = '',
  content = '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><p>At <em>six</em>.</p></body></html></inlineXML>',
  before = '',
}: Parts = {}) => `<newsItem ${NAR} conformance="power" guid="${guid}" version="${version}" xml:lang="en-GB">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"/>${before}
  ${rights && `<rightsInfo>${rights}</rightsInfo>`}
  <itemMeta><itemClass qcode="ninat:${itemClass}"/><provider qcode="nprov:WIRE"/>
    <versionCreated>2026-11-30T09:00:00+01:00</versionCreated><firstCreated>2026-11-30T08:00:00+01:00</firstCreated>${itemMeta}</itemMeta>
  <contentMeta>${contentMeta}</contentMeta>
  <contentSet>${content}</contentSet>
</newsItem>`;

const message = (...items: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage ${NAR}><header><sent>2026-11-30T09:00:01Z</sent></header><itemSet>${items.join('\n')}</itemSet></newsMessage>`;

const picture = (guid: string, more: Parts = {}) =>
  newsItem({
    guid,
    itemClass: 'picture',
    rights: '<copyrightHolder literal="Wire"/><usageTerms>No archive</usageTerms>',
    contentMeta:
      '<creditline>Ada Marsh/Wire</creditline><headline>Quay</headline><description role="drol:caption">The quay at dawn</description>',
    content: `<remoteContent rendition="rnd:thumbnail" href="https://a.example/${guid}-t.jpg" contenttype="image/jpeg" width="200"/>
      <remoteContent rendition="rnd:highRes" href="https://a.example/${guid}.jpg" contenttype="image/jpeg" width="2000" height="1500"/>`,
    ...more,
  });

const nitf = (docdata: string, head = '', content = '<p>At six.</p>', attributes = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf xml:lang="en"><head><title>TIDE</title>${attributes}<docdata management-status="usable"><doc-id id-string="tide-1" regsrc="WIRE"/><date.issue norm="20261130T080000Z"/>${docdata}</docdata></head>
<body><body.head><hedline><hl1>Tide turns early</hl1><hl2>Ferries wait</hl2></hedline>${head}</body.head>
<body.content>${content}</body.content></body></nitf>`;

/** Puts a document of NITF into a newsItem. */
const inXml = (document: string) =>
  `<inlineXML contenttype="application/nitf+xml">${document.slice(document.indexOf('<nitf'))}</inlineXML>`;

/** Documents, and the values that a person read from them. */
const TABLE: [name: string, text: string, expected: object][] = [
  [
    'NewsML-G2, identity, dates and XHTML',
    newsItem(),
    {
      id: 'urn:newsml:wire.example:20261130:tide',
      version: '3',
      title: 'Tide turns early',
      html: '<p>At <em>six</em>.</p>',
      publishedAt: '2026-11-30T08:00:00+01:00',
      updatedAt: '2026-11-30T09:00:00+01:00',
      language: 'en-GB',
      draft: true,
    },
  ],
  [
    'NewsML-G2, a headline with the role main and a standfirst',
    newsItem({
      contentMeta: `<headline role="hld:subHeadline">Less</headline><headline role="hld:main"> More
        of it </headline><description role="drol:caption">No</description><description role="drol:summary">In short.</description>`,
    }),
    { title: 'More of it', standfirst: 'In short.' },
  ],
  [
    'NewsML-G2, byline and language',
    newsItem({
      contentMeta:
        '<by>By Ada Marsh and Ben Okri</by><language tag="de-AT"/><headline>Flut</headline><creator><name>Someone Else</name></creator>',
    }),
    { authors: ['Ada Marsh', 'Ben Okri'], language: 'de-AT' },
  ],
  [
    'NewsML-G2, creators without a byline',
    newsItem({
      contentMeta:
        '<creator uri="http://wire.example/staff/ada"><name>Ada Marsh</name></creator><creator literal="VRG"><name>VRG</name></creator><headline>Tide</headline>',
    }),
    { authors: ['Ada Marsh'] },
  ],
  [
    'NewsML-G2, media topics by code and address, subject codes and places',
    newsItem({
      rights: '<copyrightHolder uri="http://wire.example/"><name>Wire</name></copyrightHolder>',
      contentMeta: `<headline>Tide</headline>
        <subject type="cpnat:abstract" qcode="medtop:20000553"><name xml:lang="de">Handel</name><name xml:lang="en-GB">trade</name></subject>
        <subject type="cpnat:abstract" uri="http://cv.iptc.org/newscodes/mediatopic/15000000"><name>sport</name></subject>
        <subject qcode="subj:04000000"><name>economy</name></subject>
        <subject type="cpnat:geoArea" qcode="geo:345678"><name>Quayton</name></subject>
        <subject type="cpnat:person" qcode="people:1"><name>Ada Marsh</name></subject>
        <subject qcode="wire:77"><name>Ferries</name></subject>
        <subject type="cpnat:abstract" qcode="medtop:20000554"/>`,
    }),
    {
      tags: [
        { id: 'medtop:20000553', name: 'trade', vocabulary: 'Wire en' },
        { id: 'medtop:15000000', name: 'sport', vocabulary: 'Wire en' },
        { id: 'subj:04000000', name: 'economy', vocabulary: 'Wire en' },
        'Ferries',
        { id: 'medtop:20000554', name: 'amusement park', vocabulary: 'Wire en' },
        'Quayton',
      ],
    },
  ],
  [
    'NewsML-G2, an alias of a catalog and names of assertions',
    newsItem({
      before:
        '<catalog><scheme alias="topic" uri="http://cv.iptc.org/newscodes/mediatopic/"/></catalog><assert qcode="topic:20000553"><name>trade</name></assert>',
      contentMeta: '<headline>Tide</headline><subject qcode="topic:20000553"/>',
    }),
    { tags: [{ id: 'medtop:20000553', name: 'trade', vocabulary: 'WIRE en' }] },
  ],
  [
    'NewsML-G2, an embargo',
    newsItem({ itemMeta: '<embargoed>2026-12-01T12:00:00+0100</embargoed><pubStatus qcode="stat:usable"/>' }),
    { embargoedUntil: new Date('2026-12-01T11:00:00Z'), publishedAt: new Date('2026-12-01T11:00:00Z') },
  ],
  [
    'NewsML-G2, an embargo within a second',
    newsItem({ itemMeta: '<embargoed>2036-12-01T12:00:00.687Z</embargoed>' }),
    { embargoedUntil: new Date('2036-12-01T12:00:00.687Z') },
  ],
  [
    'NewsML-G2, an embargo without an end',
    newsItem({ itemMeta: '<embargoed/>' }),
    { draft: true, withheld: true, embargoedUntil: null },
  ],
  [
    'NewsML-G2, withheld, by the address of the status',
    newsItem({ itemMeta: '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>' }),
    { draft: true, withheld: true },
  ],
  [
    'NewsML-G2, plain text and escaped HTML',
    newsItem({
      content:
        '<inlineData contenttype="text/plain">At six.\n\nIt &lt;ebbed&gt;.</inlineData><inlineData contenttype="text/html">&lt;p&gt;At seven.&lt;/p&gt;</inlineData>',
    }),
    { html: '<p>At seven.</p>' },
  ],
  [
    'NewsML-G2, plain text alone',
    newsItem({
      content: '<inlineData contenttype="text/plain">At six.\n\nIt &lt;ebbed&gt;.</inlineData>',
    }),
    { html: '<p>At six.</p>\n<p>It &lt;ebbed&gt;.</p>' },
  ],
  [
    'NewsML-G2, HTML that is called plain text',
    newsItem({ content: '<inlineData contenttype="text/plain"><![CDATA[<p>At six.</p>]]></inlineData>' }),
    { html: '<p>At six.</p>' },
  ],
  [
    'NewsML-G2 with NITF: text, byline and embargo of its head',
    newsItem({
      contentMeta: '<headline>Title of the item</headline>',
      content: `<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><docdata><doc-id id-string="other"/><date.release norm="20361201T120000Z"/></docdata></head>
        <body><body.head><hedline><hl1>Title of the text</hl1></hedline><byline>By <person>Ada Marsh</person><byttl>Editor</byttl></byline></body.head><body.content><p>At <location>Quayton</location>.</p></body.content></body></nitf></inlineXML>`,
    }),
    {
      id: 'urn:newsml:wire.example:20261130:tide',
      title: 'Title of the item',
      authors: ['Ada Marsh'],
      html: '<p>At Quayton.</p>',
      embargoedUntil: new Date('2036-12-01T12:00:00Z'),
    },
  ],
  [
    'NewsML-G2, other properties are counted',
    newsItem({
      itemMeta: '<service qcode="svc:uk"><name>UK</name></service>',
      contentMeta: '<urgency>4</urgency><headline>Tide</headline><keyword>ferry</keyword>',
    }),
    { unusedFields: expect.arrayContaining(['service', 'urgency', 'keyword']) },
  ],
  [
    'NITF, identity, dates, titles and text',
    nitf(
      '<urgency ed-urg="4"/><doc.copyright holder="Wire" year="2026"/>',
      '<byline>By Ada Marsh<byttl>Wire Writer</byttl></byline><abstract><p>In short.</p></abstract>',
      '<block><p>At <num>6</num> &amp; seven&nbsp;o&rsquo;clock.</p><hl2>Later</hl2><bq><block><p>So.</p></block><credit>Ada</credit></bq><note><body.content><p>For editors</p></body.content></note></block>',
    ),
    {
      id: 'WIRE:tide-1',
      version: '2026-11-30T08:00:00Z',
      title: 'Tide turns early',
      standfirst: 'In short.',
      authors: ['Ada Marsh'],
      language: 'en',
      publishedAt: '2026-11-30T08:00:00Z',
      html: '<p>At 6 &amp; seven\u00a0o’clock.</p><h2>Later</h2><blockquote><p>So.</p><p>— Ada</p></blockquote>',
      embargoedUntil: null,
    },
  ],
  [
    'NITF, people of several bylines, as elements and as text',
    nitf(
      '',
      '<byline>By <person>Ada Marsh</person> and Ben Okri<byttl>Editor</byttl></byline><byline><person>Cem Dag</person><person>Eva Falk</person></byline><byline>By Gil Haas</byline>',
    ),
    { authors: ['Ada Marsh', 'Ben Okri', 'Cem Dag', 'Eva Falk', 'Gil Haas'] },
  ],
  [
    'NITF, subjects and places',
    nitf(
      '<identified-content><location>Quayton</location><person>Ada Marsh</person></identified-content>',
      '',
      '<p>x</p>',
      '<tobject tobject.type="news"><tobject.subject tobject.subject.refnum="15054000" tobject.subject.type="sport" tobject.subject.matter="soccer"/></tobject>',
    ),
    { tags: [{ id: 'subj:15054000', name: 'soccer', vocabulary: 'en' }, 'Quayton'] },
  ],
  [
    'NITF, the first picture leads and the second stays at its place',
    nitf(
      '',
      '',
      `<media media-type="image"><media-reference source="https://a.example/1.jpg" mime-type="image/jpeg" width="1200" alternate-text="A quay"/><media-caption>The quay</media-caption><media-producer>Ada Marsh</media-producer></media>
<p>One.</p><media media-type="image"><media-reference source="https://a.example/2.jpg" mime-type="image/jpeg"/><media-caption>The <em>ferry</em></media-caption></media><p>Two.</p>`,
    ),
    {
      image: {
        url: 'https://a.example/1.jpg',
        alt: 'A quay',
        caption: 'The quay',
        credit: 'Ada Marsh',
        license: null,
      },
      html: '\n<p>One.</p>\n\n<figure><img src="https://a.example/2.jpg" alt=""><figcaption>The ferry</figcaption></figure>\n\n<p>Two.</p>',
    },
  ],
  [
    'NITF, embargoed until a release',
    nitf('<date.release norm="20361201T120000+0100"/>'),
    { embargoedUntil: new Date('2036-12-01T11:00:00Z') },
  ],
  [
    'NITF, a release that is over in all zones',
    nitf('<date.release norm="20201201"/>'),
    { embargoedUntil: null },
  ],
  [
    'NITF, embargoed without a date of release',
    nitf('').replace('"usable"', '"embargoed"'),
    { draft: true, withheld: true },
  ],
];

test.each(TABLE)(
  'A document of XML has the values that a person reads in it: %s',
  async (_name, text, expected) => {
    expect(await read(text)).toMatchObject(expected);
  },
);

test('A canceled item is removed with its note, in NewsML-G2, in NITF and by a notice of NITF', async () => {
  const itemMeta = '<pubStatus qcode="stat:canceled"/><edNote>KILL: libel</edNote>';
  expect(await read(newsItem({ version: '4', itemMeta, contentMeta: '' }))).toEqual({
    id: 'urn:newsml:wire.example:20261130:tide',
    label: 'urn:newsml:wire.example:20261130:tide',
    type: 'text',
    version: '4',
    deleted: 'canceled by the agency: KILL: libel',
    kill: true,
  });
  const removed = {
    id: 'WIRE:tide-1',
    deleted: expect.stringContaining('canceled by the agency'),
    kill: true,
  };
  expect(await read(nitf('').replace('"usable"', '"canceled"'))).toMatchObject(removed);
  const notice = nitf('<ed-msg info="MANDATORY KILL"/>')
    .replace('id-string="tide-1"', 'id-string="notice-9"')
    .replace(
      'management-status="usable"',
      'management-doc-idref="tide-1" management-idref-status="canceled"',
    );
  const killed = { ...removed, deleted: 'canceled by the agency: MANDATORY KILL' };
  expect(await read(notice)).toMatchObject({ ...killed, version: '2026-11-30T08:00:00Z' });
  // In a newsItem it cancels the document as well, which may have a URI of NewsML-G2 or of NITF.
  expect(await readAll(newsItem({ guid: 'urn:notice', content: inXml(notice) }))).toMatchObject([
    { id: 'urn:notice', kill: true },
    { ...killed, id: 'tide-1' },
    killed,
  ]);
});

test('Of the statuses of a newsItem and of the NITF in it the stricter one holds', async () => {
  const readWith = (status: string, pubStatus: string, more = '') => {
    const itemMeta = `<pubStatus qcode="stat:${pubStatus}"/>${more}`;
    return read(newsItem({ itemMeta, content: inXml(nitf('').replace('"usable"', `"${status}"`)) }));
  };
  expect(await readWith('embargoed', 'usable')).toMatchObject({ withheld: true });
  expect(await readWith('withheld', 'usable')).toMatchObject({ withheld: true });
  expect(await readWith('usable', 'withheld')).toMatchObject({ withheld: true });
  expect(await readWith('canceled', 'usable')).toMatchObject({ kill: true });
  expect(await readWith('usable', 'canceled')).toMatchObject({ kill: true });
  expect(await readWith('killed', 'usable')).toMatchObject({ refused: expect.stringContaining('"killed"') });
  expect(await readWith('usable', 'usable')).toMatchObject({ withheld: false });
  // The newsItem names the end of the embargo.
  const embargo = '<embargoed>2036-12-01T12:00:00Z</embargoed>';
  expect(await readWith('embargoed', 'usable', embargo)).toMatchObject({
    withheld: false,
    embargoedUntil: new Date('2036-12-01T12:00:00Z'),
  });
});

test('The version of a newsItem that names none is 1', async () => {
  expect(await read(newsItem().replace('version="3"', ''))).toMatchObject({ version: '1' });
});

test.each([
  [
    'an embargo without a zone',
    newsItem({ itemMeta: '<embargoed>2026-12-01T12:00:00</embargoed>' }),
    'is not a time with a zone',
  ],
  [
    'a future release without a zone',
    nitf('<date.release norm="20361201T120000"/>'),
    'is not a time with a zone',
  ],
  [
    'an unknown status',
    newsItem({ itemMeta: '<pubStatus qcode="stat:killed"/>' }),
    'the status "killed" must be one of usable, withheld, canceled',
  ],
  ['no guid', newsItem({ guid: '' }), 'the item has no ID'],
  ['no doc-id', nitf('').replace('id-string="tide-1"', ''), 'the item has no ID'],
])('An item of XML with %s is refused with the reason', async (_name, text, reason) => {
  expect(await read(text)).toMatchObject({ refused: expect.stringContaining(reason) });
});

test('A message has several items, and what is no text is left out with its type', async () => {
  const items = await readAll(
    message(
      newsItem({ guid: 'urn:a' }),
      picture('urn:p'),
      `<conceptItem ${NAR} guid="urn:c" version="1"><itemMeta/></conceptItem>`,
      newsItem({ guid: 'urn:b', content: '', contentMeta: '' }),
    ),
  );
  expect(items).toMatchObject([
    { id: 'urn:a', title: 'Tide turns early' },
    { id: 'urn:p', skipped: 'picture, which is no article' },
    { id: 'urn:c', skipped: 'conceptItem, which is no article' },
    { id: 'urn:b', skipped: 'it has neither a headline nor a text' },
  ]);
});

const packageItem = (...ids: string[]) =>
  `<packageItem ${NAR} guid="urn:package" version="1"><itemMeta><itemClass qcode="ninat:composite"/></itemMeta><groupSet root="g"><group id="g" role="group:main">${ids.map((id) => `<itemRef residref="${id}"/>`).join('')}</group></groupSet></packageItem>`;

test('A package gives its pictures to its text in their order, with credit and rights', async () => {
  const [text, , , container] = await readAll(
    message(newsItem({ guid: 'urn:a' }), picture('p1'), picture('p2'), packageItem('urn:a', 'p2', 'p1')),
  );
  expect(text).toMatchObject({
    image: {
      url: 'https://a.example/p2.jpg',
      caption: 'The quay at dawn',
      credit: 'Ada Marsh/Wire',
      license: 'No archive',
    },
    html: expect.stringContaining('src="https://a.example/p1.jpg"'),
  });
  expect(container).toMatchObject({ id: 'urn:package', skipped: 'packageItem, which is no article' });
  // A list of the day's texts says nothing about whose the pictures are, but a link does.
  const link = '<link rel="irel:seeAlso" residref="p1"/>';
  const [one, two] = await readAll(
    message(
      newsItem({ guid: 'urn:a' }),
      newsItem({ guid: 'urn:b', itemMeta: link }),
      picture('p1'),
      packageItem('urn:a', 'urn:b', 'p1'),
    ),
  );
  expect(one).toMatchObject({ image: null });
  expect(two).toMatchObject({ image: { url: 'https://a.example/p1.jpg' } });
});

test('A picture that is embargoed, withheld or without an address is left out, and the receipt says so', async () => {
  const readPictures = async (more: Parts, itemMeta = '') =>
    (
      await readAll(
        message(newsItem({ guid: 'urn:a', itemMeta }), picture('p1', more), packageItem('urn:a', 'p1')),
      )
    )[0];
  const leftOut = (reason: string) => ({
    image: null,
    warnings: [expect.stringContaining(`picture p1 left out: ${reason}`)],
  });
  const embargoed = '<embargoed>2036-12-01T12:00:00Z</embargoed>';
  expect(await readPictures({ itemMeta: embargoed })).toMatchObject(
    leftOut('it is embargoed until 2036-12-01T12:00:00Z'),
  );
  expect(await readPictures({ itemMeta: embargoed }, embargoed)).toMatchObject({
    image: { url: 'https://a.example/p1.jpg' },
  });
  // In the zone of some server this time is over.
  const unzoned = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19);
  expect(await readPictures({ itemMeta: `<embargoed>${unzoned}</embargoed>` })).toMatchObject(
    leftOut(`it is embargoed until ${unzoned}`),
  );
  expect(await readPictures({ itemMeta: '<embargoed>noon</embargoed>' })).toMatchObject(
    leftOut('it is embargoed until noon'),
  );
  expect(await readPictures({ itemMeta: '<pubStatus qcode="stat:canceled"/>' })).toMatchObject(
    leftOut('it is canceled'),
  );
  const content = '<remoteContent rendition="rnd:highRes" href="quay.jpg" contenttype="image/jpeg"/>';
  expect(await readPictures({ content })).toMatchObject(leftOut('none of its files'));
});

test('A correction is one by its signal, in NewsML-G2 and NITF', async () => {
  const itemMeta = '<edNote>The ferry has two decks.</edNote><signal qcode="sig:correction"/>';
  const corrections = [{ text: 'The ferry has two decks.', at: new Date('2026-11-30T08:00:00Z') }];
  expect(await read(newsItem({ itemMeta }), { corrections: true })).toMatchObject({ corrections });
  const update = itemMeta.replace('sig:correction', 'sig:update');
  expect(await read(newsItem({ itemMeta: update }), { corrections: true })).toMatchObject({
    corrections: [],
  });
  const corrected = nitf('<correction info="The ferry has two decks." id-string="tide-0"/>');
  expect(await read(corrected, { corrections: true })).toMatchObject({ corrections });
});

test('A topic without a name gets the one that the file of topics has in the language of the item', async () => {
  const vocabulary = {
    conceptSet: [
      {
        uri: 'http://cv.iptc.org/newscodes/mediatopic/20000553',
        qcode: 'medtop:20000553',
        prefLabel: { 'en-GB': 'trade', de: 'Handel' },
      },
    ],
  };
  const folder = await createFolder({
    'medtop.json': JSON.stringify(vocabulary),
    'rules.json': '{"topics":["medtop.json"]}',
    'wrong.json': '{"topics":["rules.json"]}',
  });
  const rules = await readRules(join(folder, 'rules.json'));
  const readTag = async (subject: string, tag: string) => {
    const contentMeta = `<headline>Tide</headline><language tag="${tag}"/><subject ${subject}/>`;
    return ((await read(newsItem({ contentMeta }), rules)) as { tags: object[] }).tags[0];
  };
  expect(await readTag('qcode="medtop:20000553"', 'de-AT')).toMatchObject({ name: 'Handel' });
  const address = 'uri="http://cv.iptc.org/newscodes/mediatopic/20000553"';
  expect(await readTag(address, 'fr')).toMatchObject({ id: 'medtop:20000553', name: 'trade' });
  await expect(readRules(join(folder, 'wrong.json'))).rejects.toThrow('rules.json has no `conceptSet`');
});

test('Rules match the subjects of XML and fill own fields', async () => {
  const contentMeta =
    '<urgency>2</urgency><located qcode="city:1"><name>Quayton</name></located><headline>Tide</headline><subject qcode="medtop:15000000"><name>sport</name></subject>';
  const rules = {
    fields: { located: 'placeline', usageTerms: 'terms' },
    rules: [{ subjects: ['medtop:15000000'], section: ['Sport'], publish: true }],
  };
  const rights = '<usageTerms>Not in Quayton</usageTerms>';
  expect(await read(newsItem({ contentMeta, rights }), rules)).toMatchObject({
    draft: false,
    section: ['Sport'],
    fields: { placeline: 'Quayton', terms: 'Not in Quayton' },
  });
});

test('A broken item loses itself: the items before and after it are read', async () => {
  const broken = newsItem({ guid: 'urn:b' }).replace('</em>', '</b>');
  const items = await readAll(message(newsItem({ guid: 'urn:a' }), broken, newsItem({ guid: 'urn:c' })));
  expect(items).toMatchObject([
    { id: 'urn:a', title: 'Tide turns early' },
    { refused: expect.stringMatching(/^wire\.xml, line \d+: unexpected close tag/) },
    { id: 'urn:c', title: 'Tide turns early' },
  ]);
});

const EMBARGO = '<embargoed>2036-12-01T12:00:00Z</embargoed>';
const NITF_BODY = '<nitf><body><body.content><p>Text under an embargo.</p></body.content></body></nitf>';

test.each([
  ['a mistake before it', `<p>One</b>${inXml(NITF_BODY)}`, 'unexpected close tag'],
  ['a mistake in a comment', `<!-- a -- <newsItem> ${NITF_BODY} -->`, 'malformed comment'],
  [
    'a mistake before a CDATA section',
    `<p>One</b><![CDATA[</newsItem>${newsItem()}]]>`,
    'unexpected close tag',
  ],
  [
    'a mistake in it',
    `${inXml(NITF_BODY.replace('</p>', '</b>'))}${inXml(NITF_BODY)}`,
    'unexpected close tag',
  ],
])('A NITF in a broken newsItem is no item of its own: %s', async (_name, content, reason) => {
  const broken = newsItem({ guid: 'urn:b', itemMeta: EMBARGO, content });
  const noStart = broken.replace('guid="urn:b"', 'guid=urn:b');
  const text = message(
    newsItem({ guid: 'urn:a' }),
    broken,
    noStart,
    newsItem({ guid: 'urn:c' }),
    `${broken}`,
  );
  expect(await readAll(text)).toMatchObject([
    { id: 'urn:a' },
    { refused: expect.stringContaining(reason) },
    { refused: expect.stringContaining('line ') },
    { id: 'urn:c' },
    { refused: expect.stringContaining(reason) },
  ]);
});

test('After a broken item without an end, reading goes on at the next newsItem or NITF that is in no item', async () => {
  const unclosed = newsItem().replace('</em>', '</b>').replace('</newsItem>', '');
  expect(await readAll(message(unclosed, newsItem({ guid: 'urn:c' })))).toMatchObject([
    { refused: expect.stringContaining('unexpected close tag') },
    { id: 'urn:c' },
  ]);
  const document = nitf('').slice(nitf('').indexOf('<nitf'));
  expect(await readAll(message(newsItem().replace('</em>', '</b>'), document))).toMatchObject([
    { refused: expect.stringContaining('unexpected close tag') },
    { id: 'WIRE:tide-1' },
  ]);
});

test.each([
  [
    'entities that expand each other',
    `<!DOCTYPE newsItem [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>${newsItem({ contentMeta: '<headline>&b;</headline>' })}`,
    'line 6: undefined entity',
  ],
  [
    'an external entity',
    `<!DOCTYPE newsItem [<!ENTITY x SYSTEM "file:///etc/passwd">]>${newsItem({ contentMeta: '<headline>&x;</headline>' })}`,
    'line 6: undefined entity',
  ],
  [
    'elements within each other without end',
    newsItem({ content: `<inlineXML>${'<div>'.repeat(100_000)}` }),
    'more than 200 elements within each other',
  ],
  ['half a file', newsItem().slice(0, 600), 'unclosed tag'],
  ['another document', '<rss><channel/></rss>', '<rss> has no item of NewsML-G2 or NITF'],
  ['NewsML 1', '<NewsML><NewsItem/></NewsML>', 'NewsML 1 is not read'],
  ['no XML', 'Dear editors,', 'line 1: '],
  ['nothing', '', 'line 1: '],
])('Hostile or broken XML is refused with its line: %s', async (_name, text, reason) => {
  const [item, ...others] = await readAll(text);
  expect(item).toMatchObject({ refused: expect.stringContaining(reason) });
  expect(others).toEqual([]);
});

test('Scripts, odd characters and text that looks like an item do no harm', async () => {
  const content = `<inlineXML contenttype="application/xhtml+xml"><html><body><p>At${String.fromCharCode(11)} six.</p><p><![CDATA[<newsItem guid="urn:forged">]]></p></body></html></inlineXML>`;
  const items = await readAll(message(newsItem({ content, itemMeta: '<uri>urn:other</uri>' })));
  expect(items).toMatchObject([
    {
      id: 'urn:newsml:wire.example:20261130:tide',
      html: '<p>At six.</p><p>&lt;newsItem guid=&quot;urn:forged&quot;&gt;</p>',
    },
  ]);
});

test('A folder has files of all encodings, and one that is too large or half written is reported', async () => {
  const folder = await createFolder({ 'a/tide.xml': newsItem({ guid: 'urn:a' }), 'b.txt': 'no item' });
  const latin = newsItem({ guid: 'urn:l', contentMeta: '<headline>Café</headline>' });
  await writeFile(
    join(folder, 'latin.nitf'),
    Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>\n${latin}`, 'latin1'),
  );
  await writeFile(join(folder, 'undeclared.xml'), Buffer.from(latin.replace('urn:l', 'urn:u'), 'latin1'));
  await writeFile(
    join(folder, 'utf16.xml'),
    Buffer.from(`\ufeff${latin.replace('urn:l', 'urn:w')}`, 'utf16le'),
  );
  await writeFile(join(folder, 'vast.xml'), Buffer.alloc(51 * 1024 * 1024, 32));
  await writeFile(join(folder, 'half.xml'), newsItem({ guid: 'urn:h' }).slice(0, 500));
  const readFolder = async (since: Date | null) => {
    const items: SourceItem[] = [];
    const fetch = () => Promise.reject(new Error('no request'));
    const context = { args: [folder], since, timeZone: 'UTC', fetch, fetchIfChanged: fetch };
    for await (const item of createAgencyImporter('newsml').read(context)) items.push(item);
    return items;
  };
  expect(await readFolder(null)).toMatchObject([
    { id: 'urn:a', warnings: [] },
    { id: 'half.xml', refused: expect.stringContaining('half.xml, line 6: unclosed tag') },
    { id: 'urn:l', title: 'Café', warnings: [] },
    { id: 'urn:u', title: 'Café', warnings: [expect.stringContaining('read as windows-1252')] },
    { id: 'urn:w', title: 'Café' },
    { id: 'vast.xml', refused: 'the file has 53477376 bytes; at most 52428800 are read' },
  ]);
  expect((await readFolder(new Date()))[1]).toEqual({
    id: 'half.xml',
    skipped: 'the file seems to be incomplete: the next sync reads it',
  });
});
