import { ContentRefusedError } from '../../../content/content-error.js';
import { itemReader } from '../../run/reading.js';
import type { AgencyFormat, ItemValues, PlacedItem } from '../placed-item.js';

const STATUSES = ['usable', 'withheld', 'canceled'];

/** NewsML-G2, and NITF in it or alone: XML, converted to the names of ninjs. */
export const newsml: AgencyFormat = {
  description: 'NewsML-G2 or NITF (IPTC)',
  alias: 'nitf',
  fileName: /\.(xml|nitf|newsml)$/i,
  accept: 'application/vnd.iptc.g2.newsmessage+xml, application/xml, text/xml, */*;q=0.5',
  parse: parseItems,
  listErrors,
};

/** Parses the items of a file in a thread, which limits their time and memory. */
async function* parseItems(text: string, place: string, isNew: boolean): AsyncGenerator<PlacedItem> {
  const results = await itemReader.read('newsmlItems', text).catch((error: unknown) => {
    if (error instanceof ContentRefusedError) return error.message;
    throw error;
  });
  if (typeof results === 'string') {
    yield { place, problem: results };
    return;
  }
  for (const [i, result] of results.entries()) {
    const itemPlace = results.length === 1 ? place : `${place}, item ${i + 1}`;
    if ('item' in result) yield { place: itemPlace, item: result.item };
    else
      yield { place: itemPlace, problem: `${place}, ${result.problem}`, isIncomplete: isNew && result.isEnd };
  }
}

function listErrors({ uri, pubStatus = 'usable' }: ItemValues): string[] {
  return [
    ...(uri ? [] : ['the item has no ID: `guid` in NewsML-G2, `doc-id` with `id-string` in NITF']),
    ...(STATUSES.includes(String(pubStatus))
      ? []
      : [`the status "${String(pubStatus).slice(0, 60)}" must be one of ${STATUSES.join(', ')}`]),
  ];
}
