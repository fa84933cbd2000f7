import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import type { Concept } from './item.js';
import { readTopics } from './topics/read-topics.js';
import { Topics } from './topics/topics.js';

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
  /** Files with topics of the site, relative to this file. */
  topics: z.array(z.string().min(1)).default([]),
  rules: z.array(ruleSchema).default([]),
});

/** Rules that say where items land. */
export type Rules = Omit<z.infer<typeof rulesSchema>, 'topics'> & { topics: Topics };

/** Where an item lands. */
export interface ItemTarget {
  sections: (string | string[])[];
  tags: string[];
  publish: boolean;
  skip: boolean;
}

/** Returns the rules without a file: everything becomes a draft without a section. */
export function createDefaultRules(): Rules {
  return { ...rulesSchema.parse({}), topics: new Topics() };
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
    const topics = await readTopics(data.topics.map((topic) => resolve(dirname(file), topic)));
    return { ...data, topics };
  }
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new UnreadableSourceError(`${file} has invalid rules. ${problems.join('; ')}.`);
}

type Rule = Rules['rules'][number];

/** Applies all rules that match an item. The first one with `publish` decides whether it is published. */
export function applyRules(rules: Rules, concepts: Concept[], language: string | null): ItemTarget {
  const candidates = rules.rules.filter(
    ({ languages }) => !languages || languages.some((tag) => isInLanguage(language, tag)),
  );
  const bySubject = new Set(
    concepts.flatMap((concept) => findNearestRules(candidates, concept, rules.topics)),
  );
  const matching = candidates.filter((rule) => !rule.subjects || bySubject.has(rule));
  return {
    sections: matching.flatMap((rule) => (rule.section === undefined ? [] : [rule.section])),
    tags: matching.flatMap((rule) => rule.tags ?? []),
    publish: matching.find((rule) => rule.publish !== undefined)?.publish ?? rules.publish,
    skip: matching.some((rule) => rule.skip === true),
  };
}

/** Returns the rules that name a concept; else those that name the nearest topic above it. */
function findNearestRules(rules: Rule[], concept: Concept, topics: Topics): Rule[] {
  const ids = [concept.uri, concept.code].filter((id) => id !== null);
  const levels = [ids, ...ids.flatMap((id) => topics.listBroader(id)).map((id) => [id])];
  for (const level of levels) {
    const found = rules.filter(({ subjects = [] }) => subjects.some((code) => hasCode(level, code, topics)));
    if (found.length > 0) return found;
  }
  return [];
}

/** Returns true if one of the URIs and codes of a concept is the wanted one, such as `medtop:15000000` or `15000000`. */
function hasCode(ids: string[], wanted: string, topics: Topics): boolean {
  const wantedId = topics.getId(wanted);
  if (ids.some((id) => topics.getId(id) === wantedId)) return true;
  if (wanted.includes('/')) return false;
  const wantedCode = getLastPart(wanted);
  return ids.some((id) => getLastPart(id) === wantedCode);
}

function getLastPart(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'), text.lastIndexOf('#')) + 1);
}

function isInLanguage(language: string | null, tag: string): boolean {
  const [own, wanted] = [(language ?? '').toLowerCase(), tag.toLowerCase()];
  return own === wanted || own.startsWith(`${wanted}-`);
}
