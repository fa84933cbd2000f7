import { isObject } from '../item.js';
import type { AgencyFormat, PlacedItem } from '../placed-item.js';
import { listSchemaErrors } from './validate-item.js';

const LINES_NAME = /\.(jsonl|ndjson)$/i;

/** ninjs 1, 2 and 3: JSON, checked with the schemas of IPTC. */
export const ninjs: AgencyFormat = {
  description: 'ninjs 1, 2 or 3 (IPTC)',
  fileName: /\.(json|jsonl|ndjson)$/i,
  accept: 'application/json, */*;q=0.5',
  parse: parseItems,
  listErrors: listSchemaErrors,
};

/** Parses one item, a list of items at the top or in a property, or an item on each line. */
function* parseItems(text: string, place: string, isNew: boolean): Generator<PlacedItem> {
  const content = text.replace(/^\ufeff/, '').trim();
  const whole = LINES_NAME.test(place) ? { error: 'lines' } : parse(content);
  if ('value' in whole) {
    const items = listItems(whole.value);
    if (items.length === 0) yield { place, problem: 'the file has no item' };
    for (const [i, item] of items.entries())
      yield toPlaced(item, items.length === 1 ? place : `${place}, item ${i + 1}`);
    return;
  }
  const lines = content.split('\n');
  if (!LINES_NAME.test(place) && (lines.length === 1 || 'error' in parse(lines[0] ?? ''))) {
    yield { place, problem: `the file is not valid JSON: ${whole.error}`, isIncomplete: isNew };
    return;
  }
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const parsed = parse(line);
    const isIncomplete = isNew && i === lines.length - 1;
    if ('value' in parsed) yield toPlaced(parsed.value, `${place}, line ${i + 1}`);
    else
      yield {
        place: `${place}, line ${i + 1}`,
        problem: `the line is not valid JSON: ${parsed.error}`,
        isIncomplete,
      };
  }
}

function toPlaced(value: unknown, place: string): PlacedItem {
  return isObject(value) ? { place, item: value } : { place, problem: 'the item is not an object of JSON' };
}

/** Returns the items of a document: itself, or those of its first list of objects. */
function listItems(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  if (!isObject(document) || 'uri' in document) return [document];
  const lists = Object.values(document).filter(Array.isArray);
  return lists.find((list) => list.some((each) => isObject(each) && 'uri' in each)) ?? [document];
}

function parse(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: (error as Error).message.slice(0, 200) };
  }
}
