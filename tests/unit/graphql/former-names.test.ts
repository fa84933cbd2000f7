import { describe, expect, test } from '@jest/globals';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { findReplacement } from '../../../src/graphql/codemod/replacement.js';
import { loadSchema } from '../../../src/graphql/schema-check/load-schema.js';

/** Deprecated elements that no element of the same type replaces, with what replaces them. */
const REPLACED_BY_HAND = new Set([
  'CreateArticleInput.bodyHtml', // body: { html }
  'CreateArticleInput.bodyMarkdown',
  'UpdateArticleInput.bodyHtml',
  'UpdateArticleInput.bodyMarkdown',
  'Newsletter.subscriptions.status', // filter: { status }
  'Series.part', // Article.seriesPart { part }
  ...['ImageInput', 'UpdateMediaInput', 'FinishUploadInput', 'ImportImageInput'].flatMap((input) => [
    `${input}.focalX`, // focalPoint: { x y }
    `${input}.focalY`,
  ]),
  // filter: { sections: { any }, tags: { any }, slugs, ids }
  ...['section', 'tag', 'article'].map((name) => `Subscription.articleEvents.${name}`),
]);

interface Element {
  name: string;
  deprecationReason?: string | null | undefined;
  type?: unknown;
}

/** Lists the elements of each type that can replace one another. */
async function listGroups(): Promise<[parent: string, elements: readonly Element[]][]> {
  const schema = await loadSchema('schema.graphql');
  return Object.values(schema.getTypeMap()).flatMap((type): [string, readonly Element[]][] => {
    if (isEnumType(type)) return [[type.name, type.getValues()]];
    if (isInputObjectType(type)) return [[type.name, Object.values(type.getFields())]];
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const fields = Object.values(type.getFields());
    return [
      [type.name, fields],
      ...fields.map((field): [string, readonly Element[]] => [`${type.name}.${field.name}`, field.args]),
    ];
  });
}

describe('Former names', () => {
  test('The reason of each deprecation names an element beside it, which the codemod puts in its place', async () => {
    const unknown: string[] = [];
    let replaced = 0;
    for (const [parent, elements] of await listGroups()) {
      for (const element of elements) {
        const found = findReplacement(element, (name) => elements.find((each) => each.name === name));
        if (!found) continue;
        const name = `${parent}.${element.name}`;
        const isSame = found.element !== null && found.element.deprecationReason == null;
        if (isSame && !REPLACED_BY_HAND.has(name)) replaced += 1;
        if (!isSame && !REPLACED_BY_HAND.has(name)) unknown.push(`${name}: ${found.reason}`);
      }
    }
    expect(unknown).toEqual([]);
    expect(replaced).toBeGreaterThan(10);
  });
});
