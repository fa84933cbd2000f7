import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NewsletterCliService } from '../../../src/modules/newsletter/newsletter-cli.service.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';

const gateways: Gateway[] = [];
let gateway: Gateway;

beforeEach(async () => {
  gateway = await startGateway();
  gateways.push(gateway);
});
afterAll(() => Promise.all(gateways.map((each) => each.close())));

const NEWSLETTERS = [
  { id: 'n1', name: 'Weekly', slug: 'weekly', description: 'The week', status: 'active' },
  { id: 'n2', name: 'Daily', slug: 'daily', description: null, status: 'active' },
  { id: 'n3', name: 'Gone', slug: 'gone', description: null, status: 'archived' },
];
const MEMBERS = [
  { id: 'm1', email: 'both@example.com', created_at: '2023-01-01 10:00:00' },
  { id: 'm2', email: 'one@example.com', created_at: '2023-01-02 10:00:00' },
  { id: 'm3', email: 'none@example.com', created_at: '2023-01-03 10:00:00' },
  { id: 'm4', email: 'bounced@example.com', created_at: '2023-01-04 10:00:00', email_disabled: 1 },
  { id: 'm5', email: 'no address', created_at: '2023-01-05 10:00:00' },
];
const ON = [
  ['m1', 'n1'],
  ['m1', 'n2'],
  ['m2', 'n1'],
  ['m4', 'n1'],
].map(([member_id, newsletter_id], i) => ({ id: String(i), member_id, newsletter_id }));

const EXPORT = createGhostExport({
  ...{ posts: [createGhostPost('p1')], newsletters: NEWSLETTERS, members: MEMBERS, members_newsletters: ON },
});
const CSV = `id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers
x1,Stays@Example.com,"Stays, On",,true,false,,2022-05-01T10:00:00.000Z,,,
x2,left@example.com,Left,"a
note",false,false,,2022-05-02T10:00:00.000Z,,,
x3,twice@example.com,,,true,false,,,,,
x4,TWICE@example.com,,,false,false,,,,,
`;

/** Returns the status of each subscriber of a newsletter. */
async function stateOf(slug: string) {
  const rows = await gateway.database.prisma.newsletterSubscription.findMany({
    where: { newsletter: { slug } },
  });
  return Object.fromEntries(rows.map(({ email, status }) => [email.toLowerCase(), status]));
}

describe('Ghost member import', () => {
  test('creates subscribers with their newsletters and unsubscribed members as unsubscribed', async () => {
    const { fates, reasonsOf } = await importFiles(
      gateway,
      { 'e.json': EXPORT },
      { url: 'https://old.example' },
    );
    expect(fates).toMatchObject({
      ...{ 'newsletter weekly': 'created', 'newsletter daily': 'created', 'newsletter gone': 'left out' },
      ...{ 'member m1': 'created', 'member m2': 'created', 'member m3': 'created', 'member m4': 'created' },
      'member m5': 'refused',
    });
    expect(reasonsOf('member m3')).toEqual(['imported as unsubscribed']);
    expect(await stateOf('weekly')).toEqual({
      ...{ 'both@example.com': 'ACTIVE', 'one@example.com': 'ACTIVE' },
      ...{ 'none@example.com': 'UNSUBSCRIBED', 'bounced@example.com': 'UNSUBSCRIBED' },
    });
    expect((await stateOf('daily'))['one@example.com']).toBe('UNSUBSCRIBED');
    const { prisma: editorial } = gateway.database;
    const one = await editorial.newsletterSubscription.findFirstOrThrow({
      where: { email: 'both@example.com' },
    });
    expect(one).toMatchObject({ source: 'ghost old.example', confirmedAt: new Date('2023-01-01T10:00:00Z') });
    // An imported newsletter has no schedule until an editor sets one.
    expect(await editorial.newsletter.count({ where: { nextAt: { not: null } } })).toBe(0);
    const again = await importFiles(gateway, { 'e.json': EXPORT }, { url: 'https://old.example' });
    expect(again.fates).toMatchObject({ 'newsletter weekly': 'unchanged', 'member m1': 'unchanged' });
    expect(again.fates).toMatchObject({ 'member m3': 'unchanged', 'member m4': 'unchanged' });
  });

  test('never resubscribes addresses that unsubscribed, were erased or suppressed', async () => {
    await importFiles(gateway, { 'e.json': EXPORT });
    const { prisma: editorial } = gateway.database;
    const office = new NewsletterCliService(editorial);
    await editorial.newsletterSubscription.updateMany({
      where: { email: 'both@example.com' },
      data: { status: 'UNSUBSCRIBED', unsubscribedAt: new Date() },
    });
    await office.eraseSubscriber('one@example.com');
    await office.suppress('fresh@example.com', 'COMPLAINED');
    const members = [...MEMBERS, { id: 'm6', email: 'Fresh@example.com' }];
    const members_newsletters = [...ON, { id: '9', member_id: 'm6', newsletter_id: 'n1' }];
    const { fates } = await importFiles(gateway, {
      'e.json': createGhostExport({ posts: [], newsletters: NEWSLETTERS, members, members_newsletters }),
    });
    expect(fates).toMatchObject({ 'member m1': 'kept', 'member m2': 'left out', 'member m6': 'left out' });
    expect(await stateOf('weekly')).toEqual({
      ...{ 'both@example.com': 'UNSUBSCRIBED', 'none@example.com': 'UNSUBSCRIBED' },
      'bounced@example.com': 'UNSUBSCRIBED',
    });
  });

  test('unsubscribes members who left Ghost unless they signed up here since', async () => {
    await importFiles(gateway, { 'e.json': EXPORT });
    await gateway.database.prisma.newsletterSubscription.updateMany({
      where: { email: 'one@example.com', status: 'ACTIVE' },
      data: { source: null, confirmedAt: new Date('2025-07-01') },
    });
    const data = { posts: [], newsletters: NEWSLETTERS, members: MEMBERS, members_newsletters: [] };
    const { fates } = await importFiles(gateway, {
      'e.json': createGhostExport(data, '2025-06-30T00:00:00Z'),
    });
    expect(fates).toMatchObject({ 'member m1': 'updated', 'member m2': 'kept' });
    expect(await stateOf('weekly')).toMatchObject({
      ...{ 'both@example.com': 'UNSUBSCRIBED', 'one@example.com': 'ACTIVE' },
    });
  });

  test('reads the CSV member list with unsubscribed members', async () => {
    await expect(importFiles(gateway, { 'members.csv': CSV })).rejects.toThrow('There is no newsletter');
    await gateway.database.prisma.newsletter.create({
      data: { slug: 'weekly', name: 'Weekly', schedule: '0 7 * * 5', timeZone: 'UTC' },
    });
    const { receipts } = await importFiles(gateway, { 'members.csv': CSV });
    expect(receipts.map(({ item, outcome }) => [item, outcome])).toEqual([
      ...[
        ['member x1', 'created'],
        ['member x2', 'created'],
      ],
      ...[
        ['member x3', 'created'],
        ['member x4', 'created'],
      ],
    ]);
    expect(await stateOf('weekly')).toEqual({
      ...{ 'stays@example.com': 'ACTIVE', 'left@example.com': 'UNSUBSCRIBED' },
      'twice@example.com': 'UNSUBSCRIBED',
    });
    expect(JSON.stringify(receipts)).not.toContain('@');
    await expect(importFiles(gateway, { 'm.csv': 'a,b\n1,2\n' })).rejects.toThrow(
      'not a list of Ghost members',
    );
    const unknown = importFiles(gateway, { 'members.csv': CSV }, { newsletter: 'monthly' });
    await expect(unknown).rejects.toThrow('The newsletter monthly was not found');
  });

  test('reads a JSON member list', async () => {
    const members = [
      {
        ...{ id: 'j1', email: 'on@example.com', subscribed: true, created_at: '2024-01-01T00:00:00.000Z' },
        newsletters: [{ id: 'n1', name: 'Weekly', slug: 'weekly', status: 'active' }],
      },
      { id: 'j2', email: 'off@example.com', subscribed: false, newsletters: [] },
      {
        ...{ id: 'j3', email: 'spam@example.com', subscribed: true, email_suppression: { suppressed: true } },
        newsletters: [{ id: 'n1', name: 'Weekly', slug: 'weekly', status: 'active' }],
      },
    ];
    const { fates } = await importFiles(gateway, { 'members.json': JSON.stringify({ members }) });
    expect(fates).toMatchObject({ 'newsletter weekly': 'created', 'member j1': 'created' });
    expect(await stateOf('weekly')).toEqual({
      ...{ 'on@example.com': 'ACTIVE', 'off@example.com': 'UNSUBSCRIBED' },
      'spam@example.com': 'UNSUBSCRIBED',
    });
  });
});
