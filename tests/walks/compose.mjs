import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

const COMPOSE = new URL('../../deploy/compose.yaml', import.meta.url);

/** The environment of a service of deploy/compose.yaml, with what is another here than in containers. */
export async function composeSettings(service, here) {
  const { services } = parse(await readFile(COMPOSE, 'utf8'), { merge: true });
  const { environment } = services[service];
  const unknown = Object.keys(here).filter((name) => !(name in environment));
  if (unknown.length > 0) throw new Error(`compose.yaml does not set ${unknown.join(', ')}`);
  const filledIn = Object.entries(environment).map(([name, value]) => [
    name,
    String(value).replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
  ]);
  return { ...Object.fromEntries(filledIn), ...here };
}
