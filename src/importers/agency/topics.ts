import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UnreadableSourceError } from '../run/unreadable-source.js';

/** A vocabulary as IPTC publishes its NewsCodes in JSON. */
const vocabularySchema = z.object({
  conceptSet: z.array(
    z.object({
      uri: z.string(),
      qcode: z.string().optional(),
      prefLabel: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** Names of topics by language, for items that have only their codes. */
export class TopicNames {
  /** Names by language, by the URIs and codes of topics. */
  private readonly names = new Map<string, Record<string, string>>();

  add(id: string, names: Record<string, string>): void {
    this.names.set(id, { ...this.names.get(id), ...names });
  }

  /** Returns the name of a topic in a language, else in English, else any; null for an unknown one. */
  find(id: string, language: string | null): string | null {
    const names = Object.entries(this.names.get(id) ?? {});
    const findIn = (tag: string) => names.find(([each]) => each.toLowerCase().split('-')[0] === tag)?.[1];
    const primary = language?.toLowerCase().split('-')[0] ?? 'en';
    return findIn(primary) ?? findIn('en') ?? names[0]?.[1] ?? null;
  }
}

/** Reads files of topics. Throws UnreadableSourceError. */
export async function readTopics(files: string[]): Promise<TopicNames> {
  const topics = new TopicNames();
  for (const file of files) {
    for (const { uri, qcode, prefLabel } of await readVocabulary(file)) {
      topics.add(uri, prefLabel);
      if (qcode !== undefined) topics.add(qcode, prefLabel);
    }
  }
  return topics;
}

async function readVocabulary(file: string): Promise<z.infer<typeof vocabularySchema>['conceptSet']> {
  const text = await readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new UnreadableSourceError(`The file of topics ${file} cannot be read (${code}).`);
  });
  const advice =
    'Download a vocabulary in JSON, such as https://cv.iptc.org/newscodes/mediatopic/?format=json&lang=x-all';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnreadableSourceError(`The file of topics ${file} is not JSON. ${advice}.`);
  }
  const { data } = vocabularySchema.safeParse(json);
  if (!data) throw new UnreadableSourceError(`The file of topics ${file} has no \`conceptSet\`. ${advice}.`);
  return data.conceptSet;
}
