import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** A document that also selects what a source map needs, under names that the document does not use itself. */
export interface TracedDocument {
  document: DocumentNode;
  names: TraceNames;
}

/** Names of the selected fields that a source map needs, in the result. */
export interface TraceNames {
  type: string;
  id: string;
  revision: string;
  origin: string;
}

/** Adds the type, ID, revision and origin of each object to the selections of a valid document. */
export function traceDocument(schema: GraphQLSchema, document: DocumentNode): TracedDocument {
  const names = chooseNames(document);
  const typeInfo = new TypeInfo(schema);
  const traced = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      SelectionSet: {
        leave(selectionSet) {
          const parent = typeInfo.getParentType();
          if (!parent || parent.name.startsWith('__')) return undefined;
          const added = isObjectType(parent) ? selectTraces(parent, names) : [];
          if (isAbstractType(parent)) {
            added.push(selectField('__typename', names.type));
            for (const type of schema.getPossibleTypes(parent)) added.push(...selectOfType(type, names));
          }
          const selections = [...selectionSet.selections, ...added];
          return { ...selectionSet, selections };
        },
      },
    }),
  );
  return { document: traced, names };
}

/** Chooses names that occur nowhere in the document. */
function chooseNames(document: DocumentNode): TraceNames {
  const text = print(document);
  let prefix = 'source';
  while (text.includes(prefix)) prefix += '_';
  return {
    type: `${prefix}Type`,
    id: `${prefix}Id`,
    revision: `${prefix}Revision`,
    origin: `${prefix}Origin`,
  };
}

/** Selects what a type with an ID has of the traces. */
function selectTraces(type: GraphQLObjectType, names: TraceNames): SelectionNode[] {
  if (!type.getInterfaces().some(({ name }) => name === 'Node')) return [];
  const fields = type.getFields();
  const selections: SelectionNode[] = [selectField('id', names.id)];
  if (fields.revision) selections.push(selectField('revision', names.revision));
  if (fields.origin) selections.push(selectField('origin', names.origin, selectField('editUrl', 'editUrl')));
  return selections;
}

function selectOfType(type: GraphQLObjectType, names: TraceNames): SelectionNode[] {
  const selections = selectTraces(type, names);
  if (selections.length === 0) return [];
  const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } } as const;
  return [
    { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections } },
  ];
}

function selectField(name: string, alias: string, ...selections: FieldNode[]): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    alias: { kind: Kind.NAME, value: alias },
    ...(selections.length > 0 && { selectionSet: { kind: Kind.SELECTION_SET, selections } }),
  };
}
