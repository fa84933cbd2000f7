import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import type { Concept } from './item.js';
import { readTopics, TopicNames } from './topics.js';

const TAG_SOURCES = ['subjects', 'places', 'people', 'organisations', 'events', 'objects', 'genres'] as const;

const section = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const ruleSchema = z.strictObject({
  /** Codes or URIs of subjects or genres; without them, the rule is for all items. */
  subjects: z.array(z.string().min(1)).optional(),
  /** BCP 47 tags; `de` is also for `de-AT`. */
  languages: z.array(z.string().min(1)).optional(),
  section: section.optional(),
  tags: z.array(z.string().min(1)).optional(),
  publish: z.boolean().optional(),
  skip: z.boolean().optional(),
});

const rulesSchema = z.strictObject({
  /** True to publish items; drafts by default. */
  publish: z.boolean().default(false),
  /** Properties whose names become tags. */
  tags: z.array(z.enum(TAG_SOURCES)).default(['subjects', 'places']),
  /** Own fields by the property of the item that fills them. */
  fields: z.record(z.string(), z.string()).default({}),
  /** True to publish an editorial note that begins with a word for correction as a correction of the article. */
  corrections: z.boolean().default(false),
  /** True to accept properties that the standard does not have. */
  extensions: z.boolean().default(false),
  /** Files with the names of topics, relative to this file. */
  topics: z.array(z.string().min(1)).default([]),
  rules: z.array(ruleSchema).default([]),
});

/** Rules that say where items land. */
export type Rules = Omit<z.infer<typeof rulesSchema>, 'topics'> & { topicNames: TopicNames };

/** Where an item lands. */
export interface ItemTarget {
  sections: (string | string[])[];
  tags: string[];
  publish: boolean;
  skip: boolean;
}

/** Returns the rules without a file: everything becomes a draft without a section. */
export function createDefaultRules(): Rules {
  return { ...rulesSchema.parse({}), topicNames: new TopicNames() };
}

/** Reads a file of rules. Throws UnreadableSourceError, which names each mistake. */
export async function readRules(file: string): Promise<Rules> {
  const text = await readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new UnreadableSourceError(
      code === 'ENOENT' ? `File not found: ${file}.` : `${file} cannot be read (${code}).`,
    );
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UnreadableSourceError(`${file} is not JSON: ${(error as Error).message}.`);
  }
  const { data, error } = rulesSchema.safeParse(json);
  if (data) {
    const topicNames = await readTopics(data.topics.map((topic) => resolve(dirname(file), topic)));
    return { ...data, topicNames };
  }
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new UnreadableSourceError(`${file} has invalid rules. ${problems.join('; ')}.`);
}

/** Applies all rules that match an item. The first one with `publish` decides whether it is published. */
export function applyRules(rules: Rules, concepts: Concept[], language: string | null): ItemTarget {
  const matching = rules.rules.filter(
    ({ subjects, languages }) =>
      (!subjects || subjects.some((code) => concepts.some((concept) => hasCode(concept, code)))) &&
      (!languages || languages.some((tag) => isInLanguage(language, tag))),
  );
  return {
    sections: matching.flatMap((rule) => (rule.section === undefined ? [] : [rule.section])),
    tags: matching.flatMap((rule) => rule.tags ?? []),
    publish: matching.find((rule) => rule.publish !== undefined)?.publish ?? rules.publish,
    skip: matching.some((rule) => rule.skip === true),
  };
}

/** Returns true for a concept with a URI or code, such as `medtop:15000000` or `15000000`. */
function hasCode({ uri, code }: Concept, wanted: string): boolean {
  if (uri === wanted || code === wanted) return true;
  if (wanted.includes('/')) return false;
  const wantedCode = getLastPart(wanted);
  return [uri, code].some((each) => each !== null && getLastPart(each) === wantedCode);
}

function getLastPart(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'), text.lastIndexOf('#')) + 1);
}

function isInLanguage(language: string | null, tag: string): boolean {
  const [own, wanted] = [(language ?? '').toLowerCase(), tag.toLowerCase()];
  return own === wanted || own.startsWith(`${wanted}-`);
}
