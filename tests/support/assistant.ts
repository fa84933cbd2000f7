import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Connects the official MCP client to a gateway. */
export async function connectAssistant(
  { address }: { address: string },
  headers: Record<string, string> = {},
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const url = new URL('/mcp', address);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

/** Calls a tool. Returns its data, without the sentence before it, or the text of its errors. */
export async function callTool(client: Client, name: string, variables: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: variables });
  const text = (content as { text: string }[]).map((part) => part.text).join('\n');
  return isError ? text : JSON.parse(text.slice(text.indexOf('\n')));
}
