import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';

const DEPLOY = new URL('../../deploy/', import.meta.url);

/** The environment of a service of deploy/compose.yaml with deploy/env.example, and what is another here than in containers. */
export async function readComposeSettings(service, here) {
  const { services } = parse(await readFile(new URL('compose.yaml', DEPLOY), 'utf8'), { merge: true });
  const given = parseEnv(await readFile(new URL('env.example', DEPLOY), 'utf8'));
  const { environment } = services[service];
  const unknown = Object.keys(here).filter((name) => !(name in environment));
  if (unknown.length > 0) throw new Error(`compose.yaml does not set ${unknown.join(', ')}`);
  const filledIn = Object.entries(environment).map(([name, value]) => [
    name,
    String(value).replace(/\$\{(\w+):[-?]([^}]*)\}/g, (_text, variable, preset) => given[variable] ?? preset),
  ]);
  return { ...Object.fromEntries(filledIn), ...here };
}
