import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import { matchAny, matchFlag, matchIds, matchTime } from '../../../shared/lists/conditions.js';
import { buildHasImage } from './has-image.sql.js';

const NOUNS = {
  Section: { one: 'section', many: 'sections' },
  Tag: { one: 'tag', many: 'tags' },
  Author: { one: 'author', many: 'authors' },
  Series: { one: 'series', many: 'series' },
};

/** Creates the conditions that lists of all terms have. `row` is the name of the term's row in the statements. */
export function createTermConditions(type: keyof typeof NOUNS, row: string) {
  const { one, many } = NOUNS[type];
  const column = (name: string) => Prisma.raw(`${row}.${name}`);
  return {
    ids: matchIds(type, column('id'), many),
    slugs: matchAny(column('slug'), `The slugs of ${many}. Former slugs match nothing.`),
    hasImage: matchFlag(
      `True for ${many} with a picture. One whose rights have ended does not count.`,
      () => buildHasImage(column('image_id')),
      [cacheTags.filteredByField('image')],
    ),
    createdAt: matchTime(column('created_at'), `The time at which the ${one} was created.`),
    updatedAt: matchTime(column('updated_at'), `The time of the last change of the ${one} itself.`),
  };
}
