import { type Change, ChangeType, CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  specifiedRules,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import { collectCoordinates, type UsedCoordinates } from './collect-coordinates.js';

/** An operation that clients send, or may send. */
export interface KnownOperation {
  /** ID of a persisted document, or the hash under which the operation is counted. */
  id: string;
  /** Null for an anonymous operation. */
  name: string | null;
  document: DocumentNode;
  /** True for an operation of the manifest of persisted documents. */
  isPersisted: boolean;
  /** Requests by client; the name is empty for clients that send none. */
  clients: { name: string; requests: number; lastSeenAt: Date }[];
}

/** Verdict on a change: `breaking` needs an operation that uses the changed part. */
export type Verdict = 'breaking' | 'unused' | 'dangerous' | 'safe';

export interface JudgedChange {
  verdict: Verdict;
  /** The changed part, such as `Article.title` or `Query.article.slug`. */
  path: string;
  message: string;
  /** Operations that break, or may break. */
  operations: KnownOperation[];
}

export interface SchemaComparison {
  changes: JudgedChange[];
  /** Operations that the new schema refuses although no breaking change names them. */
  refused: { operation: KnownOperation; message: string }[];
}

const LEVELS: Record<CriticalityLevel, Verdict> = {
  [CriticalityLevel.Breaking]: 'unused',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
};
const ORDER: Verdict[] = ['breaking', 'unused', 'dangerous', 'safe'];

/** Compares two schemas and judges each change by the operations that use the changed part. */
export async function compareSchemas(
  released: GraphQLSchema,
  present: GraphQLSchema,
  operations: readonly KnownOperation[],
): Promise<SchemaComparison> {
  const changes = await listChanges(released, present);
  const known = operations
    .filter(({ document }) => !findError(released, document))
    .map((operation) => ({ operation, coordinates: collectCoordinates(released, operation.document) }));
  const judged = changes.map((change): JudgedChange => {
    const isBreaking = change.criticality.level === CriticalityLevel.Breaking;
    const users = isBreaking ? known.filter(({ coordinates }) => isAffected(change, coordinates)) : [];
    return {
      verdict: users.length > 0 ? 'breaking' : judgeUnused(change),
      path: change.path ?? '',
      message: change.message,
      operations: users.map(({ operation }) => operation),
    };
  });
  judged.sort((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict));
  const named = new Set(judged.flatMap((change) => change.operations));
  const refused = known.flatMap(({ operation }) => {
    const error = named.has(operation) ? undefined : findError(present, operation.document);
    return error ? [{ operation, message: error.message }] : [];
  });
  return { changes: judged, refused };
}

/** Rules without the one of literals, which are blank in counted operations. */
const RULES = specifiedRules.filter((rule) => rule !== ValuesOfCorrectTypeRule);

function findError(schema: GraphQLSchema, document: DocumentNode): GraphQLError | undefined {
  return validate(schema, document, RULES)[0];
}

const ADDITIONS: string[] = [
  ChangeType.TypeAdded,
  ChangeType.FieldAdded,
  ChangeType.FieldArgumentAdded,
  ChangeType.InputFieldAdded,
  ChangeType.EnumValueAdded,
];

/**
 * Lists the changes without those that follow from another: parts of new types, and uses of `@deprecated`.
 */
async function listChanges(released: GraphQLSchema, present: GraphQLSchema): Promise<Change[]> {
  // The library's own rule, simplifyChanges, also drops a change of type that comes with a new description.
  const changes = await diff(released, present);
  const added = new Set(changes.filter(({ type }) => ADDITIONS.includes(type)).map(({ path }) => path));
  const isPartOfNew = ({ path = '', type }: Change) => {
    const parts = path.split('.');
    const parents = parts.map((_part, index) => parts.slice(0, index + 1).join('.'));
    return parents.some((parent) => added.has(parent) && !(parent === path && ADDITIONS.includes(type)));
  };
  return changes.filter((change) => !change.type.startsWith('DIRECTIVE_USAGE_') && !isPartOfNew(change));
}

/** Judges a change that hits no operation. An optional argument more changes nothing for clients. */
function judgeUnused({ type, criticality }: Change): Verdict {
  const isOptionalArgument =
    type === ChangeType.FieldArgumentAdded && criticality.level === CriticalityLevel.Dangerous;
  return isOptionalArgument ? 'safe' : LEVELS[criticality.level];
}

/** Returns true if an operation with these coordinates breaks, or may break, by a breaking change. */
function isAffected(change: Change, { used, possible, omitted }: UsedCoordinates): boolean {
  const path = change.path ?? '';
  const uses = (coordinate: string) => used.has(coordinate) || possible.has(coordinate);
  const parent = path.slice(0, path.lastIndexOf('.'));
  const meta = change.meta as Record<string, string>;
  switch (change.type) {
    // A new required argument or input field is missing in every operation.
    case ChangeType.FieldArgumentAdded:
    case ChangeType.InputFieldAdded:
      return uses(parent);
    case ChangeType.FieldArgumentTypeChanged:
      return isInputAffected(meta.oldArgumentType!, meta.newArgumentType!);
    case ChangeType.InputFieldTypeChanged:
      return isInputAffected(meta.oldInputFieldType!, meta.newInputFieldType!);
    case ChangeType.ObjectTypeInterfaceRemoved:
      return uses(meta.objectTypeName!) && uses(meta.removedInterfaceName!);
    case ChangeType.UnionMemberRemoved:
      return uses(meta.unionName!) && uses(meta.removedUnionMemberTypeName!);
    default:
      return uses(path.startsWith('@') ? path.replace(/\..*/s, '') : path);
  }

  /** An input that only became required breaks where it may be missing. */
  function isInputAffected(oldType: string, newType: string): boolean {
    if (newType === `${oldType}!`) return omitted.has(path);
    return uses(path) || (newType.endsWith('!') && omitted.has(path));
  }
}
