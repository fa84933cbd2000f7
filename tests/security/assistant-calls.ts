import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '../support/gateway.js';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

const DEFAULT_DOCUMENTS = new URL('../../src/http/mcp/documents/', import.meta.url);
const LEAVES =
  'title standfirst slug url seo { title description jsonLd } image { url alt } series { title }';
/** Tools for what those of the gateway do not read. */
const FURTHER_DOCUMENTS = [
  `query ReadRoute($path: String!) { route(path: $path) { status redirectTo suggestions { slug title } node { __typename
    ... on Article { ${LEAVES} body { html } } ... on Tag { name } ... on Author { name } ... on Section { name }
    ... on Series { seriesTitle: title } ... on Front { frontTitle: title description } } } }`,
  `query ReadNode($id: ID!) { node(id: $id) { __typename ... on Article { ${LEAVES} body { html text } }
    ... on LiveBlogEntry { entryTitle: title entryBody: body { html } } ... on Front { frontTitle: title } } }`,
  `query ReadFront($path: String!) { front(path: $path) { title description seo { title } containers { title
    items { headline kicker standfirst article { ${LEAVES} } sublinks { title } } } } }`,
  'query Suggest($prefix: String!) { suggest(prefix: $prefix) { text } }',
  `query ReadSeries($slug: String!) { series(by: { slug: $slug }) { title articles { nodes { ${LEAVES} } } } }`,
  'query ReadSection($slug: String!) { section(by: { slug: $slug }) { name articles(first: 20) { nodes { title tags { name } authors { name } } } } }',
  `query ReadNewsletter($slug: String!) { newsletter(by: { slug: $slug }) { name issues { nodes { articles { ${LEAVES} } } } } }`,
  'query ReadSite { site { title description menu(location: "primary") { items { text route { node { __typename ... on Article { title } } } } } } }',
];

/**
 * Starts a second instance on a gateway's database, whose assistants have many tools, and whose responses are cached. Its
 * clients share an address, which is exempt, since readers would wait for their turn beside keys.
 */
export async function startAssistantGateway(
  gateway: Gateway,
  settings: Record<string, string>,
): Promise<Gateway> {
  const names = (await readdir(DEFAULT_DOCUMENTS)).filter((name) => name.endsWith('.graphql'));
  const defaults = await Promise.all(names.map((name) => readFile(new URL(name, DEFAULT_DOCUMENTS), 'utf8')));
  const documents = [...defaults, ...FURTHER_DOCUMENTS.map((text) => `"""Reads."""\n${text}`)];
  const folder = await mkdtemp(join(tmpdir(), 'assistants-'));
  const file = join(folder, 'documents.json');
  await writeFile(file, JSON.stringify(Object.fromEntries(documents.entries())));
  return startGateway(
    {
      ...{ ...settings, MCP: 'true', CACHE_MB: '16', RATE_EXEMPT: '127.0.0.1' },
      ...{ TRUSTED_DOCUMENTS: 'also', TRUSTED_DOCUMENTS_FILE: file },
    },
    { beside: gateway },
  );
}

/** A call of a tool, or the URI of a resource to read. */
export type AssistantCall = { tool: string; variables: Record<string, unknown> } | { uri: string };

interface Tool {
  name: string;
  inputSchema: { properties: Record<string, object>; required: string[] };
}

/** Lists the tools of a gateway with their arguments. */
export async function listAssistantTools({ address }: Gateway): Promise<Tool[]> {
  const { result } = JSON.parse(await sendMessage(address, 'tools/list', {}, {}));
  return result.tools;
}

/** Creates a random call with values that would find hidden content if anything could. */
export function createAssistantCall(
  tools: Tool[],
  pick: <T>(list: readonly T[]) => T,
  { argument, origin }: { argument(name: string): string[]; origin: string },
): AssistantCall {
  const value = (name: string): unknown => {
    switch (name) {
      case 'first':
        return pick([0, 1, 10, 100]);
      case 'after':
        return pick([
          null,
          'W10',
          Buffer.from('["articles by NEWEST","2026-06-01T00:00:00.000Z",1]').toString('base64url'),
        ]);
      case 'sections':
        return pick([null, ['world'], [JSON.parse(pick(argument('slug')))]]);
      case 'from':
        return pick(['2020-01-01T00:00:00Z', '2026-03-01T00:00:00Z']);
      case 'until':
        return pick(['2027-01-01T00:00:00Z', '2126-01-01T00:00:00Z']);
      case 'window':
        return pick(['ALL', 'DAY', 'TRENDING']);
      default:
        return JSON.parse(pick(argument(name)));
    }
  };
  // One in ten calls reads a page.
  if (pick([...Array(10).keys()]) === 0)
    return { uri: origin + encodeURI(JSON.parse(pick(argument('path')))) };
  const { name, inputSchema } = pick(tools);
  const given = Object.keys(inputSchema.properties).filter(
    (each) => inputSchema.required.includes(each) || pick([true, false]),
  );
  return { tool: name, variables: Object.fromEntries(given.map((each) => [each, value(each)])) };
}

/** Sends a call. Returns the text of the response without the values of the call, which errors repeat. */
export async function sendAssistantCall(
  { address }: Gateway,
  call: AssistantCall,
  headers: Record<string, string>,
): Promise<string> {
  const isTool = 'tool' in call;
  const text = await sendMessage(
    address,
    isTool ? 'tools/call' : 'resources/read',
    isTool ? { name: call.tool, arguments: call.variables } : { uri: call.uri },
    headers,
  );
  const { error, result } = JSON.parse(text);
  if (!isTool)
    return JSON.stringify(error ?? result)
      .replaceAll(call.uri, '')
      .replaceAll(decodeURI(call.uri), '');
  const values = Object.values(call.variables).flat().filter(Boolean);
  const removeValues = (said: string) =>
    values.reduce<string>((rest, each) => rest.replaceAll(String(each), ''), said);
  if (error) return removeValues(JSON.stringify(error));
  const parts = (result.content as { text: string }[]).map((part) => part.text);
  return parts.map((part) => (part.startsWith('Content of ') ? part : removeValues(part))).join('\n');
}

async function sendMessage(
  address: string,
  method: string,
  params: object,
  headers: Record<string, string>,
): Promise<string> {
  const response = await fetch(`${address}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const text = await response.text();
  return text.startsWith('{') ? text : text.slice(text.indexOf('data: ') + 6);
}
