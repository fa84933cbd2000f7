// Runs an editor's day at The Harbour Courier through the GraphQL API, on a database of its own:
// `npm run test:stress -- editors-day`. Prints each step with its response and with what readers see
// afterwards.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { sendQuery, withDatabase } from './gateways.mjs';

await withDatabase(async ({ start, createKey }) => {
  const gateway = await start({ LOG_LEVEL: 'warn', SEED: 'true' });
  const scopes = ['preview', 'write', 'publish', 'admin'];
  const bearer = { authorization: `Bearer ${await createKey('Desk', scopes)}` };
  const inPreview = { ...bearer, 'x-perspective': 'preview' };
  printStep(`The newsroom is running with an API key: dateline keys create --name Desk --scope ${scopes}`);

  printHeading('Create');
  const created = await article('createArticle', {
    title: 'Ferry talks open',
    bodyMarkdown: 'Crews and owners met at noon.\n\nNobody spoke of pay.',
    section: 'world',
    tags: ['Ferries'],
    authors: ['Zoë Okafor'],
  });
  const { id } = created.article;
  assert.equal(created.status, 'DRAFT');
  await readersSee('/world/ferry-talks-open', 'NOT_FOUND');

  printHeading('Preview');
  const preview = await sendQuery(
    gateway,
    '{ route(path: "/world/ferry-talks-open") { status node { ... on Article { title authors { name } } } } }',
    inPreview,
  );
  printStep('With x-perspective: preview the same path returns', preview.route);
  assert.equal(preview.route.status, 'FOUND');

  printHeading('Save twice');
  await article('updateArticle', { id, expectedRevision: 1, standfirst: 'Nine hours, no result.' });
  const saved = await article('updateArticle', {
    id,
    expectedRevision: 2,
    bodyMarkdown: 'Crews and owners met at noon.\n\nPay came up at nine.',
  });
  assert.equal(saved.revision, 3);
  await changes(id);

  printHeading('Conflict: a colleague still has revision 1 open');
  const late = await article('updateArticle', { id, expectedRevision: 1, title: 'Talks about talks' });
  assert.equal(late.userErrors[0].code, 'CONFLICT');

  printHeading('Schedule');
  const at = new Date(Date.now() + 1_500).toISOString();
  const scheduled = await article('publishArticle', { id, at });
  assert.equal(scheduled.status, 'SCHEDULED');
  await readersSee('/world/ferry-talks-open', 'NOT_FOUND');
  while ((await route('/world/ferry-talks-open')).status === 'NOT_FOUND') await sleep(20);
  printStep(`It was published ${Date.now() - Date.parse(at)} ms after its scheduled time.`);
  await readersSee('/world/ferry-talks-open', 'FOUND');

  printHeading('Publish: a better headline');
  await article('updateArticle', { id, title: 'Ferry talks turn to pay' });
  await readersSee('/world/ferry-talks-open', 'FOUND');
  const published = await article('publishArticle', { id });
  assert.equal(published.status, 'PUBLISHED');
  await readersSee('/world/ferry-talks-open', 'FOUND');

  printHeading('Correct');
  await article('addCorrection', { id, text: 'The talks began at noon, not at one.' });
  const { node } = await sendQuery(
    gateway,
    `{ node(id: "${id}") { ... on Article { publishedAt corrections { text } } } }`,
  );
  printStep('Readers see', node);
  assert.equal(node.publishedAt, at);

  printHeading('Move to another section: the former path redirects in one hop');
  await article('updateArticle', { id, section: 'business' });
  await article('publishArticle', { id });
  const old = await readersSee('/world/ferry-talks-open', 'MOVED');
  const now = await readersSee(old.redirectTo, 'FOUND');
  assert.equal(now.redirectTo, null);

  printHeading('Unpublish');
  await article('unpublishArticle', { id });
  await readersSee('/business/ferry-talks-open', 'GONE');

  printHeading('Delete');
  const deleted = await write(
    'deleteArticle',
    { id },
    'deletedId userErrors { message }',
    'ArticleActionInput',
  );
  assert.equal(deleted.deletedId, id);
  await readersSee('/business/ferry-talks-open', 'GONE');
  await readersSee('/world/ferry-talks-open', 'GONE');

  printHeading('Audit log');
  const { audit } = await sendQuery(
    gateway,
    `{ audit(first: 100, filter: { target: "${id}" }) { nodes { keyName action outcome revision } } }`,
    bearer,
  );
  for (const { keyName, action, outcome, revision } of audit.nodes.toReversed()) {
    printStep(`${keyName.padEnd(9)} ${action.padEnd(17)} ${outcome.padEnd(8)} ${revision ?? ''}`.trimEnd());
  }
  assert.equal(audit.nodes.filter(({ outcome }) => outcome === 'REFUSED').length, 1);
  printStep('\nEvery step succeeded.');

  function article(mutation, input) {
    const type = /^unpublish/.test(mutation) ? 'ArticleActionInput' : undefined;
    const payload = 'article { id path title } revision status userErrors { code field message }';
    return write(mutation, input, payload, type);
  }

  async function write(
    mutation,
    input,
    payload,
    type = `${mutation[0].toUpperCase()}${mutation.slice(1)}Input`,
  ) {
    const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${payload} } }`;
    const data = await sendQuery(gateway, document, { variables: { input }, ...bearer });
    const { id: _, ...fields } = input;
    printStep(`${mutation}(${formatValue(fields)})`);
    printStep('  returns', data[mutation]);
    return data[mutation];
  }

  async function changes(articleId) {
    const document = `{ node(id: "${articleId}") { ... on Article {
      revisions(first: 1) { nodes { number kind keyName changes { field diff } } }
    } } }`;
    const [revision] = (await sendQuery(gateway, document, inPreview)).node.revisions.nodes;
    printStep(`Revision ${revision.number}, ${revision.kind} by ${revision.keyName}:`);
    for (const { diff } of revision.changes) printStep(diff.trimEnd().replace(/^/gm, '    '));
  }

  async function route(path) {
    const document = `query ($path: String!) {
      route(path: $path) { status redirectTo node { ... on Article { title } } }
    }`;
    return (await sendQuery(gateway, document, { variables: { path } })).route;
  }

  async function readersSee(path, status) {
    const seen = await route(path);
    printStep(`Readers of ${path} see`, seen);
    assert.equal(seen.status, status);
    return seen;
  }
});

function printHeading(text) {
  console.log(`\n${text}\n${'-'.repeat(text.length)}`);
}

function printStep(text, value) {
  console.log(value === undefined ? text : `${text} ${formatValue(value)}`);
}

/** Formats a value on one line, without null and empty lists. */
function formatValue(value) {
  const isEmpty = (each) => each === null || (Array.isArray(each) && each.length === 0);
  const plain = JSON.parse(JSON.stringify(value, (_name, each) => (isEmpty(each) ? undefined : each)));
  return inspect(plain, { depth: 9, compact: 9, breakLength: Number.POSITIVE_INFINITY });
}
