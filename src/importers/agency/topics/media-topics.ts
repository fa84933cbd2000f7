import { readFileSync } from 'node:fs';

/** A media topic of IPTC. */
export interface MediaTopic {
  code: string;
  /** Code of the broader topic; null at the top. */
  broader: string | null;
  /** Name in American English. */
  name: string;
}

/** Code of IPTC, with or without its vocabulary, as a QCode or a URI. */
const IPTC_ID =
  /^(?:(?:medtop|subj):|https?:\/\/cv\.iptc\.org\/newscodes\/(?:mediatopic|subjectcode)\/)?(\d{8})$/;

type Row = [code: string, broader: string | null, name: string, subjectCode?: string];

let tables: { topics: Map<string, MediaTopic>; bySubjectCode: Map<string, MediaTopic> } | null = null;

/** Returns the eight digits of a media topic or subject code; null for other identifiers. */
export function readIptcCode(id: string): string | null {
  return IPTC_ID.exec(id)?.[1] ?? null;
}

/** Returns the topic with a code of media topics, or the one that means the same as a subject code. */
export function findMediaTopic(code: string): MediaTopic | null {
  const { topics, bySubjectCode } = getTables();
  return topics.get(code) ?? bySubjectCode.get(code) ?? null;
}

/** Returns the code above a code; null at the top. Subject codes have the levels 15000000, 15054000 and 15054001. */
export function findBroaderCode(code: string): string | null {
  const topic = findMediaTopic(code);
  if (topic) return topic.broader;
  const [, subject, matter, detail] = /^(0[1-9]|1[0-7])(\d{3})(\d{3})$/.exec(code) ?? [];
  if (subject === undefined || (matter === '000' && detail === '000')) return null;
  return detail === '000' ? `${subject}000000` : `${subject}${matter}000`;
}

function getTables(): NonNullable<typeof tables> {
  tables ??= readTables();
  return tables;
}

function readTables(): NonNullable<typeof tables> {
  const file = new URL('./media-topics.json', import.meta.url);
  const rows = JSON.parse(readFileSync(file, 'utf8')).topics as Row[];
  const topics = new Map<string, MediaTopic>();
  const bySubjectCode = new Map<string, MediaTopic>();
  for (const [code, broader, name, subjectCode] of rows) {
    const topic = { code, broader, name };
    topics.set(code, topic);
    if (subjectCode !== undefined) bySubjectCode.set(subjectCode, topic);
  }
  return { topics, bySubjectCode };
}
