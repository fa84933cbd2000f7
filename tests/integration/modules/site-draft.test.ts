import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createWebSocketClient, recordSubscription } from '../../support/live-clients.js';
import { waitUntil } from '../../support/until.js';

const SITE = `{ id title description timeZone socialProfiles logo { url } newsletter { slug }
  boxes { key title newsletter { slug } } box(key: "SEARCH") { title } seo { title openGraph { property content } } }`;
const WRITTEN = '{ site { title hasUnpublishedChanges } userErrors { field code } }';
const UPDATE = `mutation ($input: UpdateSiteInput!) { updateSite(input: $input) ${WRITTEN} }`;
const PUBLISH = `mutation { publishSite ${WRITTEN} }`;
const DISCARD = `mutation { discardSiteChanges ${WRITTEN} }`;

let gateway: Gateway;
/** Another instance on the same database. */
let other: Gateway;
let admin: Query;
beforeAll(async () => {
  // With the response cache, so that a leak into it fails.
  const settings = { CACHE_MB: '16', SITE_TITLE: 'The Tide', SITE_DESCRIPTION: 'News.' };
  gateway = await startGateway(settings);
  other = await startGateway(settings, { beside: gateway });
  admin = gateway.queryAs(await gateway.createKey('admin'));
  for (const slug of ['weekly', 'daily', 'brief'])
    await admin(
      `mutation { createNewsletter(input: { slug: "${slug}", name: "${slug}" }) { userErrors { message } } }`,
    );
});
afterEach(async () => {
  await admin(DISCARD);
  const nothing = Object.fromEntries(
    ['title', 'description', 'timeZone', 'socialProfiles', 'logo', 'newsletter', 'boxes'].map((name) => [
      name,
      null,
    ]),
  );
  await admin(UPDATE, { input: nothing });
  await sync();
});
afterAll(async () => {
  await other.close();
  await gateway.close();
});

const sync = () => Promise.all([gateway, other].map(({ app }) => app.cacheInvalidator.waitForSync()));
const draft = async (input: object) => {
  const { updateSite } = await admin(UPDATE, { input: { ...input, publish: false } });
  expect(updateSite.userErrors).toEqual([]);
  return updateSite.site;
};

/** Reads the site as readers see it, from both instances and the cache, which must agree. */
async function read() {
  const answers = [];
  for (const { query } of [gateway, other, gateway, other])
    answers.push((await query(`{ site ${SITE} }`)).site);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  return answers[0];
}

/** Reads the site as editors see it, from both instances, which must agree. */
async function preview(selection = SITE) {
  const key = await gateway.createKey('preview');
  const [answer, same] = await Promise.all(
    [gateway, other].map(({ queryAs }) => queryAs(key, 'preview')(`{ site ${selection} }`)),
  );
  expect(same).toEqual(answer);
  return answer!.site;
}

const VALUES = {
  title: 'The Ebb',
  description: 'News of the islands.',
  timeZone: 'America/New_York',
  socialProfiles: ['https://social.example/@ebb'],
};
const INPUT = {
  ...VALUES,
  logo: { url: 'https://cdn.example/ebb.svg', alt: 'A wave' },
  newsletter: 'weekly',
  boxes: [
    { key: 'NEWSLETTER', title: 'Our day', newsletter: 'daily' },
    { key: 'SEARCH', title: 'Find' },
  ],
};

describe('Unpublished changes of the site', () => {
  test('Editors preview every value, readers see none of them, and all are public once they are published', async () => {
    const before = await read();
    expect(await draft(INPUT)).toEqual({ title: 'The Ebb', hasUnpublishedChanges: true });
    const changed = {
      ...VALUES,
      logo: { url: 'https://cdn.example/ebb.svg' },
      newsletter: { slug: 'weekly' },
      boxes: [
        { key: 'NEWSLETTER', title: 'Our day', newsletter: { slug: 'daily' } },
        { key: 'SEARCH', title: 'Find', newsletter: null },
      ],
      box: { title: 'Find' },
    };
    const previewed = await preview();
    expect(previewed).toMatchObject(changed);
    expect(JSON.stringify(previewed.seo)).toContain('The Ebb');
    expect(JSON.stringify(previewed.seo)).not.toContain('The Tide');
    expect(await read()).toEqual(before);
    expect((await admin(PUBLISH)).publishSite).toEqual({
      site: { title: 'The Ebb', hasUnpublishedChanges: false },
      userErrors: [],
    });
    await sync();
    expect(await read()).toEqual(previewed);
    expect(await preview()).toEqual(previewed);
  });

  test('Changes are added up, and null previews the value of the environment', async () => {
    await admin(UPDATE, { input: { title: 'The Ebb', boxes: [{ key: 'SEARCH', title: 'Find' }] } });
    await draft({ title: null });
    await draft({ description: 'Later.' });
    await draft({ boxes: [] });
    expect(await preview('{ title description boxes { key } }')).toEqual({
      ...{ title: 'The Tide', description: 'Later.', boxes: [] },
    });
    await sync();
    expect(await read()).toMatchObject({ title: 'The Ebb', description: 'News.', box: { title: 'Find' } });
  });

  test('Boxes of sections are public at once, beside unpublished ones of the site', async () => {
    await gateway.save({ slug: 'crane', section: ['Harbour'] });
    await draft({ boxes: [{ key: 'SEARCH', title: 'Find' }] });
    const { sections } = await gateway.query('{ sections { id } }');
    const input = { id: sections[0].id, boxes: [{ key: 'TIDES', title: 'Tides' }] };
    await admin(
      'mutation ($input: UpdateSectionInput!) { updateSection(input: $input) { userErrors { message } } }',
      { input },
    );
    await sync();
    const READ = '{ sections { boxes { key } } }';
    expect(await gateway.query(READ)).toEqual({ sections: [{ boxes: [{ key: 'TIDES' }] }] });
    expect(await gateway.queryAs(await gateway.createKey('preview'), 'preview')(READ)).toEqual({
      sections: [{ boxes: [{ key: 'SEARCH' }, { key: 'TIDES' }] }],
    });
  });

  test('discardSiteChanges drops them all', async () => {
    await draft(INPUT);
    const { discardSiteChanges } = await admin(DISCARD);
    expect(discardSiteChanges).toEqual({
      site: { title: 'The Tide', hasUnpublishedChanges: false },
      userErrors: [],
    });
    expect(await preview()).toEqual(await read());
  });

  test('A value that is public at once drops the unpublished one of its field, and no other', async () => {
    await draft({ title: 'Unpublished', description: 'Unpublished' });
    await admin(UPDATE, { input: { title: 'Public' } });
    await sync();
    expect(await preview('{ title description hasUnpublishedChanges }')).toEqual({
      ...{ title: 'Public', description: 'Unpublished', hasUnpublishedChanges: true },
    });
    expect(await read()).toMatchObject({ title: 'Public', description: 'News.' });
  });

  test('A value that readers see already is no unpublished change', async () => {
    await draft({ title: 'The Ebb', boxes: [{ key: 'SEARCH' }] });
    expect(await draft({ title: null, boxes: [] })).toEqual({
      title: 'The Tide',
      hasUnpublishedChanges: false,
    });
  });

  test('An unpublished box loses a newsletter that is deleted', async () => {
    await draft({ newsletter: 'brief', boxes: [{ key: 'NEWSLETTER', newsletter: 'brief' }] });
    await gateway.database.prisma.newsletter.delete({ where: { slug: 'brief' } });
    expect((await admin(PUBLISH)).publishSite.userErrors).toEqual([]);
    await sync();
    expect(await read()).toMatchObject({
      newsletter: null,
      boxes: [{ key: 'NEWSLETTER', newsletter: null }],
    });
  });

  test('Invalid values are refused with their fields, and change nothing', async () => {
    const input = { title: ' ', boxes: [{ key: 'search' }], publish: false };
    const { updateSite } = await admin(UPDATE, { input });
    expect(updateSite).toEqual({
      site: null,
      userErrors: [
        { field: ['title'], code: 'INVALID' },
        { field: ['boxes', '0', 'key'], code: 'INVALID' },
      ],
    });
    expect(await preview('{ hasUnpublishedChanges }')).toEqual({ hasUnpublishedChanges: false });
  });

  test('publishSite and discardSiteChanges without changes leave everything as it is', async () => {
    const { changes } = gateway.database;
    const before = await changes.getLastSequence();
    expect((await admin(PUBLISH)).publishSite.userErrors).toEqual([]);
    expect((await admin(DISCARD)).discardSiteChanges.userErrors).toEqual([]);
    expect(await changes.getLastSequence()).toBe(before);
  });
});

describe('Permissions', () => {
  const refused = async (document: string, scopes: string[], input?: object) => {
    const headers = { authorization: `Bearer ${await gateway.createKey(...scopes)}` };
    const [error] = await gateway.queryErrors(document, { input }, headers);
    return error?.extensions.code;
  };

  test('write saves and discards unpublished changes, publish publishes them, and neither does the other', async () => {
    const unpublished = { title: 'Unpublished', publish: false };
    expect(await refused(UPDATE, ['publish'], unpublished)).toBe('FORBIDDEN');
    expect(await refused(UPDATE, ['write'], { title: 'Public' })).toBe('FORBIDDEN');
    const writer = gateway.queryAs(await gateway.createKey('write'));
    const { updateSite } = await writer(UPDATE, { input: unpublished });
    expect(updateSite.site).toEqual({ title: 'Unpublished', hasUnpublishedChanges: true });
    expect(await refused(PUBLISH, ['write'])).toBe('FORBIDDEN');
    expect(await refused(DISCARD, ['publish'])).toBe('FORBIDDEN');
    expect(await refused(PUBLISH, ['preview'])).toBe('FORBIDDEN');
  });

  test('Readers, and keys without the preview perspective, learn nothing of them', async () => {
    await draft(INPUT);
    const [error] = await gateway.queryErrors('{ site { hasUnpublishedChanges } }');
    expect(error).toMatchObject({
      path: ['site', 'hasUnpublishedChanges'],
      extensions: { code: 'FORBIDDEN' },
    });
    for (const scope of ['members', 'newsletter:read', 'publish']) {
      const query = gateway.queryAs(await gateway.createKey(scope));
      expect((await query('{ site { title boxes { key } } }')).site).toEqual({
        title: 'The Tide',
        boxes: [],
      });
    }
  });

  test('A key with limits sees the published site in every perspective, and changes nothing', async () => {
    await draft(INPUT);
    const { createApiKey } = await admin(
      'mutation { createApiKey(input: { name: "Desk", scopes: ["preview", "write", "publish"], limits: { kinds: [OPINION] } }) { secret } }',
    );
    const limited = gateway.queryAs(createApiKey.secret, 'preview');
    expect(await limited('{ site { title boxes { key } hasUnpublishedChanges } }')).toEqual({
      site: { title: 'The Tide', boxes: [], hasUnpublishedChanges: false },
    });
    const headers = { authorization: `Bearer ${createApiKey.secret}` };
    for (const [document, input] of [[UPDATE, { publish: false }], [PUBLISH], [DISCARD]] as const)
      expect(await gateway.queryErrors(document, { input }, headers)).toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ]);
  });
});

test('Every change is audited with the names of its values', async () => {
  await draft({ title: 'The Ebb', newsletter: 'weekly' });
  await admin(PUBLISH);
  await draft({ description: 'Later.' });
  await admin(DISCARD);
  const entries = await gateway.database.prisma.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 4 });
  expect(entries.reverse().map(({ action, outcome }) => [action, outcome])).toEqual([
    ['updateSite', { changed: ['title', 'newsletter'], isPublished: false }],
    ['publishSite', { changed: ['title', 'newsletter'] }],
    ['updateSite', { changed: ['description'], isPublished: false }],
    ['discardSiteChanges', { changed: ['description'], isPublished: false }],
  ]);
});

test('contentEvents reports unpublished changes and publications, with the site as editors see it', async () => {
  const key = await gateway.createKey('admin');
  const client = createWebSocketClient(gateway.address, {
    connectionParams: { authorization: `Bearer ${key}` },
  });
  const EVENTS = `subscription ($after: String) { contentEvents(filter: { nodeTypes: [SITE] }, after: $after) {
    kind nodeType nodeId node { id ... on Site { title hasUnpublishedChanges } } } }`;
  try {
    const { contentEventCursor: after } = await admin('{ contentEventCursor }');
    const { events } = await recordSubscription(client, { after }, EVENTS);
    const site = { nodeType: 'SITE', nodeId: toGlobalId('Site', 0) };
    const expectLast = async (count: number, event: object) => {
      await waitUntil(async () => events.length >= count);
      expect(events.slice(count - 1)).toMatchObject([{ ...site, ...event }]);
    };
    await draft({ title: 'The Ebb', boxes: [{ key: 'SEARCH' }] });
    await expectLast(1, { kind: 'UPDATED', node: { title: 'The Ebb', hasUnpublishedChanges: true } });
    await admin(PUBLISH);
    await expectLast(2, { kind: 'PUBLISHED', node: { title: 'The Ebb', hasUnpublishedChanges: false } });
    await admin(UPDATE, { input: { boxes: [] } });
    await expectLast(3, { kind: 'PUBLISHED', node: { title: 'The Ebb' } });
    await draft({ title: null });
    await admin(DISCARD);
    await waitUntil(async () => events.length === 5);
    expect(events.slice(3).map(({ kind }: any) => kind)).toEqual(['UPDATED', 'UPDATED']);
  } finally {
    await client.dispose();
  }
});

test('The logo of unpublished changes counts as used', async () => {
  const { prisma } = gateway.database;
  const hash = 'c'.repeat(40);
  const { id } = await prisma.mediaFile.create({
    data: {
      hash,
      key: `${hash}.png`,
      name: 'logo.png',
      mimeType: 'image/png',
      bytes: 1,
      width: 1,
      height: 1,
    },
  });
  await prisma.mediaSource.create({ data: { url: `/media/${hash}.png`, fileId: id } });
  const file = toGlobalId('MediaFile', id);
  const READ = '{ mediaFiles(filter: { isUsed: true }) { nodes { id usages { type title } } } }';
  expect((await admin(READ)).mediaFiles.nodes).toEqual([]);
  await draft({ logo: { file, alt: 'A wave' } });
  expect((await admin(READ)).mediaFiles.nodes).toEqual([
    { id: file, usages: [{ type: 'Site', title: 'Logo' }] },
  ]);
});
