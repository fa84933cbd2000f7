import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readRedirects } from '../../../src/importers/redirects/read-redirects.js';
import { type RedirectLine, toLiteralPath } from '../../../src/importers/redirects/redirect-line.js';
import { createFolder } from '../../support/import-files.js';

async function read(name: string, text: string) {
  const folder = await createFolder({ [name]: text });
  const lines: RedirectLine[] = [];
  for await (const line of readRedirects(join(folder, name))) lines.push(line);
  return lines.map(({ line, from, to, status, refusal }) => [
    line,
    from,
    to,
    status,
    ...(refusal ? [refusal] : []),
  ]);
}

/** A redirect in an export of Redirection, with every property. */
function createRedirect(values: Record<string, unknown>) {
  return {
    ...{ id: 1, url: '/source', match_url: '/source', action_code: 301, action_type: 'url' },
    ...{ action_data: { url: '/target' }, match_type: 'url', title: '', hits: 3, regex: false, group_id: 1 },
    ...{ position: 0, last_access: 'May 18, 2019', enabled: true },
    match_data: {
      source: { flag_query: 'exact', flag_case: false, flag_trailing: false, flag_regex: false },
    },
    ...values,
  };
}

test('An export of Redirection brings its redirects, and lists those that are not supported here', async () => {
  const groups = [
    { id: 1, name: 'Redirections', module_id: 1, enabled: true },
    { id: 2, name: 'Old', module_id: 1, enabled: false },
  ];
  const regex = { match_data: { source: { flag_regex: true } } };
  const redirects = [
    createRedirect({}),
    createRedirect({ url: '/?p=12', action_code: 302, action_data: { url: 'https://other.example/' } }),
    createRedirect({ url: '^/old\\.html/?$', ...regex }),
    createRedirect({ url: '^/blog/(.*)$', action_data: { url: '/$1' }, ...regex }),
    createRedirect({ url: '/gone', action_type: 'error', action_code: 410, action_data: null }),
    createRedirect({
      url: '/member',
      match_type: 'login',
      action_data: { logged_in: '/a', logged_out: '/b' },
    }),
    createRedirect({ url: '/off', enabled: false }),
    createRedirect({ url: '/off-too', group_id: 2 }),
    createRedirect({ url: '/see', action_code: 303 }),
  ];
  expect(await read('redirection.json', JSON.stringify({ groups, redirects }))).toEqual([
    [1, '/source', '/target', '301'],
    [2, '/?p=12', 'https://other.example/', '302'],
    [3, '/old.html/', '/target', '301'],
    [4, '^/blog/(.*)$', '/$1', '301', expect.stringContaining('a pattern for many addresses')],
    [5, '/gone', '', '410', 'it is no redirect: its action is "error" with the status 410.'],
    [6, '/member', '', '301', 'it is for some visitors only (login).'],
    [7, '/off', '/target', '301', 'it is disabled in Redirection.'],
    [8, '/off-too', '/target', '301', 'it is disabled in Redirection.'],
    [9, '/see', '/target', '302'],
  ]);
});

test('A CSV file of Redirection is read by its columns', async () => {
  const csv = [
    'source,target,regex,code,type,hits,title,status',
    '"/a","/b",0,301,"url",4,"","active"',
    '"^/c/(.*)","/d",1,301,"url",0,"","active"',
    '"/e","/f",0,307,"url",0,"","disabled"',
  ].join('\n');
  expect(await read('redirection.csv', csv)).toEqual([
    [2, '/a', '/b', '301'],
    [3, '^/c/(.*)', '/d', '301', expect.stringContaining('a pattern')],
    [4, '/e', '/f', '307', 'it is disabled in Redirection.'],
  ]);
});

test("Redirects are read from Ghost's redirects.json and redirects.yaml, which have regular expressions", async () => {
  const json = [
    { from: '^\\/old\\/post\\/?$', to: '/post/', permanent: true },
    { from: '/a', to: '/b' },
    { from: '^/tag/(\\w+)', to: '/$1' },
  ];
  const expected = [
    [1, '/old/post/', '/post/', '301'],
    [2, '/a', '/b', '302'],
    [3, '^/tag/(\\w+)', '/$1', '302', expect.stringContaining('a pattern')],
  ];
  expect(await read('redirects.json', JSON.stringify(json))).toEqual(expected);
  const yaml = '301:\n  ^\\/old\\/post\\/?$: /post/\n\n302:\n  /a: /b\n  ^/tag/(\\w+): /$1\n';
  expect(await read('redirects.yaml', yaml)).toEqual(expected);
});

test.each([
  ['a.json', '{"posts": []}', 'neither an export of Redirection nor the redirects.json'],
  ['a.json', '{', 'cannot be read'],
  ['a.yaml', 'a: b', 'is not the redirects.yaml of a Ghost site'],
])('Another file is refused with the expected formats: %s %s', async (name, text, message) => {
  await expect(read(name, text)).rejects.toThrow(message);
});

test('A regular expression has a path only if it matches no other', () => {
  const paths = ['/a', '^/a$', '/a.html', '^\\/a\\/b\\.html$', '/a+b', '/a/.*', '/(a|b)', 'a', '/a\\d'];
  expect(paths.map(toLiteralPath)).toEqual(['/a', '/a', '/a.html', '/a/b.html', ...Array(5).fill(null)]);
});
