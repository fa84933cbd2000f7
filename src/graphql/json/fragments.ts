import { type ASTNode, type FieldNode, type FragmentDefinitionNode, Kind, visit } from 'graphql';
import { cacheTags } from '../../cache/cache-tags.js';
import type { FragmentDefinition } from './json-writer.js';

/** Types with cached fragments, and the cache tag of an object's row. */
const ENTITY_TAGS: Partial<Record<string, (id: number) => string>> = {
  Article: cacheTags.article,
  Author: cacheTags.author,
  Section: cacheTags.section,
  Tag: cacheTags.tag,
};
/** Minimum number of resolvers in a fragment. A smaller one is written faster than it is found in the cache. */
const MIN_RESOLVERS = 3;

let lastNumber = 0;

/** Defines how a selection of a type is cached; null if it is not. `nodes` are the fields that select of the object. */
export function createFragmentDefinition(
  typeName: string,
  resolverCount: number,
  nodes: readonly FieldNode[],
  fragments: Record<string, FragmentDefinitionNode>,
): FragmentDefinition | null {
  const getTag = ENTITY_TAGS[typeName];
  if (!getTag || resolverCount < MIN_RESOLVERS) return null;
  lastNumber += 1;
  return { number: lastNumber, variables: [...findVariables(nodes, fragments)], getTag };
}

/** Finds the names of the variables in the selected fields, the spread fragments included. */
function findVariables(
  nodes: readonly FieldNode[],
  fragments: Record<string, FragmentDefinitionNode>,
): Set<string> {
  const names = new Set<string>();
  const visited = new Set<string>();
  const collect = (root: ASTNode): void => {
    visit(root, {
      Variable: ({ name }) => void names.add(name.value),
      FragmentSpread: ({ name: { value } }) => {
        if (visited.has(value)) return;
        visited.add(value);
        const fragment = fragments[value];
        if (fragment) collect(fragment);
      },
    });
  };
  for (const { selectionSet } of nodes) if (selectionSet) collect(selectionSet);
  return names;
}

/** Returns the names of the variables on which `@include` and `@skip` depend, anywhere in a document. */
export function findConditionVariables(document: ASTNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== 'include' && name.value !== 'skip') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return names;
}
