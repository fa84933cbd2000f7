import { describe, expect, test } from '@jest/globals';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { selectsOnly } from '../../../src/shared/selects-only.js';

const ALLOWED = { article: { title: true, path: true }, score: true } as const;

function check(selection: string, fragment = ''): boolean {
  const { definitions } = parse(`{ related { ${selection} } } ${fragment}`);
  const [operation, ...others] = definitions as [OperationDefinitionNode, ...FragmentDefinitionNode[]];
  const fieldNodes = operation.selectionSet.selections.filter(
    (node): node is FieldNode => node.kind === Kind.FIELD,
  );
  const fragments = Object.fromEntries(others.map((each) => [each.name.value, each]));
  const answer = selectsOnly({ fieldNodes, fragments }, ALLOWED);
  expect(selectsOnly({ fieldNodes, fragments }, ALLOWED)).toBe(answer);
  return answer;
}

describe('A field', () => {
  test.each([
    ['article { title path }'],
    ['score article { __typename headline: title }'],
    ['... on RelatedArticle { article { ... { path } } }'],
    ['score'],
  ])('that selects %s selects only allowed fields', (selection) => {
    expect(check(selection)).toBe(true);
  });

  test.each([
    ['reasons { kind }'],
    ['article { title standfirst }'],
    ['article { title @include(if: true) ... { image { url } } }'],
    ['article { title } article { wordCount }'],
    ['article { constructor }'],
  ])('that selects %s selects other fields too', (selection) => {
    expect(check(selection)).toBe(false);
  });

  test('is judged by its fragments too', () => {
    expect(check('article { ...Link }', 'fragment Link on Article { title path }')).toBe(true);
    expect(check('article { ...Link }', 'fragment Link on Article { title tags { name } }')).toBe(false);
  });
});
