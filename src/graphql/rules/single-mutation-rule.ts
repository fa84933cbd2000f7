import { GraphQLError, Kind, OperationTypeNode, type SelectionSetNode, type ValidationRule } from 'graphql';

/**
 * An operation writes one thing: under a hundred aliases, one request would do the work of a hundred, past every
 * limit that counts requests, and an idempotency key could not tell what it stands for.
 */
export const singleMutationRule: ValidationRule = (context) => ({
  OperationDefinition({ operation, selectionSet }) {
    if (operation !== OperationTypeNode.MUTATION) return;
    const seen = new Set<string>();
    const countFields = ({ selections }: SelectionSetNode): number =>
      selections.reduce((count, selection) => {
        if (selection.kind === Kind.FIELD) return count + (selection.name.value === '__typename' ? 0 : 1);
        if (selection.kind === Kind.INLINE_FRAGMENT) return count + countFields(selection.selectionSet);
        const fragment = context.getFragment(selection.name.value);
        if (!fragment || seen.has(selection.name.value)) return count;
        seen.add(selection.name.value);
        return count + countFields(fragment.selectionSet);
      }, 0);
    const count = countFields(selectionSet);
    if (count <= 1) return;
    const message = `A mutation has one field, and this one has ${count}. Send each in a request of its own.`;
    context.reportError(new GraphQLError(message));
  },
});
