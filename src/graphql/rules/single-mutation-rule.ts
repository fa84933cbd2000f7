import { GraphQLError, Kind, OperationTypeNode, type SelectionSetNode, type ValidationRule } from 'graphql';

/**
 * Validation rule: a mutation has one root field. Aliases would bypass limits per request, and an idempotency
 * key stands for a single result.
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
    const message = `A mutation must have exactly one field, but this one has ${count}. Send each field in a separate request.`;
    context.reportError(new GraphQLError(message));
  },
});
