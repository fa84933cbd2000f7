import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UnreadableSourceError } from '../../run/unreadable-source.js';
import { Topics } from './topics.js';

/** A vocabulary as IPTC publishes its NewsCodes in JSON. */
const vocabularySchema = z.object({
  conceptSet: z.array(
    z.object({
      uri: z.string(),
      qcode: z.string().optional(),
      prefLabel: z.record(z.string(), z.string()).default({}),
      broader: z.array(z.string()).default([]),
    }),
  ),
});

/** Reads a site's files of topics. Throws UnreadableSourceError. */
export async function readTopics(files: string[]): Promise<Topics> {
  const topics = new Topics();
  for (const file of files) {
    for (const { uri, qcode, prefLabel, broader } of await readVocabulary(file)) {
      topics.add(uri, prefLabel, broader);
      if (qcode !== undefined) topics.add(qcode, prefLabel, broader);
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
