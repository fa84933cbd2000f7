import {
  type FieldNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import {
  findUniqueArgument,
  hasUniqueDirective,
  isUnique,
  MAX_UNIQUE_FIELDS,
  UNIQUE_FIELDS,
} from './unique-directive.js';

/**
 * Validation rule: lists have the argument `unique`, each with a different name, and single articles the
 * directive. Both are used in queries only, and few times.
 */
export const uniqueRule: ValidationRule = (context) => {
  const counts = new Map<string, number>();
  const countInFragment = (name: string): number => {
    const known = counts.get(name);
    if (known !== undefined) return known;
    counts.set(name, 0); // ends the recursion of a cycle, which another rule reports
    const count = countUnique(context.getFragment(name)?.selectionSet);
    counts.set(name, count);
    return count;
  };
  const countUnique = (set: SelectionSetNode | undefined): number =>
    set?.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + countInFragment(selection.name.value);
      const own = selection.kind === Kind.FIELD && isUnique(selection) ? 1 : 0;
      return sum + own + countUnique(selection.selectionSet);
    }, 0) ?? 0;
  /** Lists of a field with the same name, by field and name. */
  const namesakes = new Map<string, FieldNode>();
  return {
    Field(node) {
      if (!isUnique(node) || !context.getFieldDef()) return;
      const coordinate = `${context.getParentType()?.name}.${node.name.value}`;
      if (hasUniqueDirective(node)) checkDirective(context, node, coordinate);
      const name = getListName(node);
      if (name === undefined) return;
      const key = `${coordinate} ${name}`;
      const other = namesakes.get(key) ?? node;
      namesakes.set(key, other);
      if (getResponseKey(other) !== getResponseKey(node)) reportNamesakes(context, coordinate, other, node);
    },
    OperationDefinition(node) {
      const count = countUnique(node.selectionSet);
      if (count > 0 && node.operation !== OperationTypeNode.QUERY) {
        const message = `unique can be used in queries only, not in a ${node.operation}.`;
        context.reportError(new GraphQLError(message, { nodes: node }));
      }
      if (count <= MAX_UNIQUE_FIELDS) return;
      const message = `At most ${MAX_UNIQUE_FIELDS} fields of an operation can be unique, but ${count} are.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
};

function checkDirective(context: ValidationContext, node: FieldNode, coordinate: string): void {
  const kind = UNIQUE_FIELDS.get(coordinate);
  if (kind === 'article') return;
  const articles = [...UNIQUE_FIELDS].flatMap(([field, each]) => (each === 'article' ? field : []));
  const message =
    kind === 'list'
      ? `${coordinate} is a list, which has an argument in place of @unique, so that caches of clients tell it from other lists: ${node.name.value}(unique: { name: "${getResponseKey(node)}" }).`
      : `${coordinate} cannot carry @unique. These fields can: ${articles.join(', ')}. Lists of articles have the argument unique.`;
  context.reportError(new GraphQLError(message, { nodes: node }));
}

function reportNamesakes(
  context: ValidationContext,
  coordinate: string,
  other: FieldNode,
  node: FieldNode,
): void {
  const keys = `${getResponseKey(other)} and ${getResponseKey(node)}`;
  const message = `${keys} are lists of ${coordinate} with the same unique.name. A cache of a client would show one in place of the other. Give each its own name, e.g. unique: { name: "${getResponseKey(node)}" }.`;
  context.reportError(new GraphQLError(message, { nodes: [other, node] }));
}

/** Returns the name of a list as the document has it, a text or a variable; undefined if it is not known here. */
function getListName(node: FieldNode): string | undefined {
  const value = findUniqueArgument(node);
  if (value?.kind === Kind.VARIABLE) return `$${value.name.value}`;
  const name =
    value?.kind === Kind.OBJECT ? value.fields.find((each) => each.name.value === 'name') : undefined;
  if (name?.value.kind === Kind.VARIABLE) return `$${name.value.name.value}`;
  return name?.value.kind === Kind.STRING ? name.value.value : undefined;
}

function getResponseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
