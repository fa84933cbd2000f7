import { GraphQLError, Kind, OperationTypeNode, type SelectionSetNode, type ValidationRule } from 'graphql';
import { isUnique, MAX_UNIQUE_FIELDS, UNIQUE_FIELDS } from './unique-directive.js';

/** Validation rule: only fields that select articles carry `@unique`, in queries, and few of them. */
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
  return {
    Field(node) {
      const field = `${context.getParentType()?.name}.${node.name.value}`;
      if (!isUnique(node) || !context.getFieldDef() || UNIQUE_FIELDS.has(field)) return;
      const fields = [...UNIQUE_FIELDS.keys()].join(', ');
      const message = `${field} cannot carry @unique. These fields can: ${fields}.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
    OperationDefinition(node) {
      const count = countUnique(node.selectionSet);
      if (count > 0 && node.operation !== OperationTypeNode.QUERY) {
        const message = `@unique can be used in queries only, not in a ${node.operation}.`;
        context.reportError(new GraphQLError(message, { nodes: node }));
      }
      if (count <= MAX_UNIQUE_FIELDS) return;
      const message = `At most ${MAX_UNIQUE_FIELDS} fields of an operation can carry @unique, but ${count} do.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
};
