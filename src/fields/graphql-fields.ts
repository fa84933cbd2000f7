import type { GraphQLScalarType } from 'graphql';
import { GraphQLDate } from 'graphql-scalars';
import { Field, Float, Int } from 'type-graphql';
import { UrlScalar } from '../shared/scalars.js';
import { type ColumnField, describeLimit } from './field.js';
import type { ColumnFieldSet } from './field-values.js';

/** Class with instances of a type: `extends (Node as ClassOf<Node & Values>)` adds typed properties to Node. */
export type ClassOf<Instance> = abstract new () => Instance;

type GraphClass = { prototype: object };
type GraphType = GraphQLScalarType | StringConstructor | BooleanConstructor | DateConstructor;

/** Decorates a GraphQL type with the fields that are not hidden. */
export function DeclareFields(fields: ColumnFieldSet) {
  return ({ prototype }: GraphClass): void => {
    for (const [name, field] of Object.entries(fields)) {
      if (field.isHidden) continue;
      const { description, isRequired = false, deprecationReason } = field;
      Field(() => getGraphType(field), { nullable: !isRequired, description, deprecationReason })(
        prototype,
        name,
      );
    }
  };
}

/** Decorates the input of a mutation with fields; an update may omit all of them. */
export function DeclareInputFields(fields: ColumnFieldSet, mutation: 'create' | 'update') {
  return ({ prototype }: GraphClass): void => {
    for (const [name, field] of Object.entries(fields)) {
      if (field.hasInput === false) continue;
      const nullable = mutation === 'update' || !field.isRequired;
      const refusal = nullable && field.isRequired ? 'INVALID if null or empty.' : '';
      const description = [field.description, describeLimit(field), refusal].filter(Boolean).join(' ');
      // GraphQL deprecates no required input.
      const deprecationReason = nullable ? field.deprecationReason : undefined;
      Field(() => getGraphType(field), { nullable, description, deprecationReason })(prototype, name);
    }
  };
}

function getGraphType(field: ColumnField): GraphType {
  switch (field.type) {
    case 'text':
      return String;
    case 'url':
      return UrlScalar;
    case 'number':
      return field.isInteger ? Int : Float;
    case 'boolean':
      return Boolean;
    case 'date':
      return field.isDay ? GraphQLDate : Date;
  }
}
