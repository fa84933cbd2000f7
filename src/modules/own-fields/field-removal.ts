import type { ClientBase } from 'pg';
import { type ContentModel, listOwnFields } from '../../fields/content-model.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { appendModelChange, readAppliedFields } from './apply-model.js';
import { countValues, deleteValues, findExamples } from './value-tables.js';

/** An own field with the number of articles, sections, tags, authors or series that have a value. */
export interface OwnFieldSummary {
  path: string;
  type: string;
  /** `new` if the gateway has not started with it yet, `removed` if it is no longer declared. */
  state: 'declared' | 'new' | 'removed';
  count: number;
}

const MAX_EXAMPLE_LENGTH = 80;

/** Lists the fields of the model, and undeclared fields with stored values. */
export async function listFields(client: ClientBase, model: ContentModel): Promise<OwnFieldSummary[]> {
  const applied = new Map((await readAppliedFields(client)).map((each) => [each.path, each]));
  const declared = new Map(listOwnFields(model).map((own) => [`${own.scope}.${own.name}`, own.field]));
  const summaries: OwnFieldSummary[] = [];
  for (const path of [...new Set([...declared.keys(), ...applied.keys()])].sort()) {
    const [scope, name] = splitPath(path);
    const field = declared.get(path);
    const definition = field ?? applied.get(path)?.definition;
    if (!definition) continue;
    summaries.push({
      path,
      type: definition.type,
      state: field ? (applied.has(path) ? 'declared' : 'new') : 'removed',
      count: getCount(await countValues(client, scope, name)),
    });
  }
  return summaries;
}

/**
 * Deletes the values of a field if `isConfirmed`, and returns lines about the lost values; null if there is
 * no such field. Throws UserFacingError for a field that is declared.
 */
export async function removeField(
  client: ClientBase,
  model: ContentModel,
  path: string,
  isConfirmed: boolean,
): Promise<{ lines: string[] } | null> {
  const applied = (await readAppliedFields(client)).find((each) => each.path === path);
  if (!applied) return null;
  const [scope, name] = splitPath(path);
  if (listOwnFields(model).some((own) => own.scope === scope && own.name === name)) {
    throw new UserFacingError(
      `${path} is still declared: take it out of the configuration file first, then run this again.`,
    );
  }
  const loss = await describeLoss(client, path, applied.definition.description);
  if (!isConfirmed) {
    return { lines: [...loss, 'Nothing is deleted yet. To delete it all: add --confirm.'] };
  }
  await client.query('BEGIN');
  await deleteValues(client, scope, name);
  await client.query('DELETE FROM own_field WHERE path = $1', [path]);
  await appendModelChange(client);
  await client.query('COMMIT');
  return { lines: [...loss, `${path} is deleted.`] };
}

async function describeLoss(client: ClientBase, path: string, description: string): Promise<string[]> {
  const [scope, name] = splitPath(path);
  const counts = await countValues(client, scope, name);
  const examples = await findExamples(client, scope, name);
  const where =
    counts.draft === undefined
      ? `${getCount(counts)} ${scope}${getCount(counts) === 1 ? '' : 's'}`
      : `${counts.draft} article${counts.draft === 1 ? '' : 's'} (${counts.article} published) and ` +
        `${counts.article_revision} revision${counts.article_revision === 1 ? '' : 's'} of them`;
  return [
    `${path} (${description}) has a value in ${where}, which would be lost for good.`,
    ...examples.map(({ slug, value }) => `  ${slug}: ${shorten(value)}`),
  ];
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_EXAMPLE_LENGTH ? `${text.slice(0, MAX_EXAMPLE_LENGTH)}…` : text;
}

function getCount({ draft, section, tag, author, series }: Awaited<ReturnType<typeof countValues>>): number {
  return draft ?? section ?? tag ?? author ?? series ?? 0;
}

function splitPath(path: string): [scope: string, name: string] {
  const [scope = '', name = ''] = path.split('.');
  return [scope, name];
}
