/** @isolated */
import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { execute, type GraphQLSchema, parse } from 'graphql';
import {
  buildSchema,
  createUnionType,
  Field,
  FieldResolver,
  InterfaceType,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { DependencyTracker } from '../../../src/cache/dependency-tracker.js';
import { resolveAbstractTypes } from '../../../src/graphql/abstract-types.js';
import { JsonExecutor } from '../../../src/graphql/json/json-executor.js';

@InterfaceType()
abstract class Animal {
  @Field(() => String)
  name!: string;
}

@ObjectType({ implements: Animal })
class Eel extends Animal {
  @Field(() => String)
  river!: string;
}

/** A class that is no type of the graph, of which a value can be an instance too. */
class YoungEel extends Eel {}

@ObjectType({ implements: Animal })
class Heron extends Animal {
  @Field(() => [Animal])
  get prey(): Animal[] {
    return [createEel('Glass eel')];
  }
}

@InterfaceType({
  resolveType: async (value: { pages?: number }) => (value.pages === undefined ? Letter : 'Book'),
})
abstract class Writing {
  @Field(() => String)
  title!: string;
}

@ObjectType({ implements: Writing })
class Book extends Writing {
  @Field(() => String)
  publisher!: string;
}

@ObjectType({ implements: Writing })
class Letter extends Writing {
  @Field(() => String)
  sender!: string;
}

const ByClass = createUnionType({ name: 'ByClass', types: () => [Eel, Heron, Book] as const });
const ByFunction = createUnionType({
  name: 'ByFunction',
  types: () => [Eel, Book] as const,
  resolveType: (value) => ('river' in value ? Eel : 'Book'),
});
const ByPromise = createUnionType({
  name: 'ByPromise',
  types: () => [Eel, Book] as const,
  resolveType: async (value) => ('river' in value ? Eel : 'Book'),
});

const createEel = (name: string) => Object.assign(new Eel(), { name, river: 'Severn' });
const createHeron = () => Object.assign(new Heron(), { name: 'Heron' });
const BOOK = { title: 'Tides', publisher: 'Mole', pages: 3 };

@ObjectType()
class Pond {
  @Field(() => ByClass)
  first!: object;
}

@Resolver(() => Pond)
class PondResolver {
  @Query(() => Pond)
  pond(): Pond {
    return { first: createHeron() };
  }

  @FieldResolver(() => [ByFunction])
  things(): object[] {
    return [{ name: 'Eel', river: 'Wye' }, BOOK];
  }

  @Query(() => ByClass, { nullable: true })
  byClass(): object {
    return Object.assign(new YoungEel(), { name: 'Elver', river: 'Wye' });
  }

  @Query(() => [ByClass])
  async listByClass(): Promise<object[]> {
    return [createEel('Eel'), createHeron(), { __typename: 'Book', ...BOOK }];
  }

  @Query(() => [ByPromise])
  listByPromise(): object[] {
    return [{ name: 'Eel', river: 'Wye' }, BOOK];
  }

  @Query(() => [Animal])
  animals(): object[] {
    return [createEel('Eel'), createHeron()];
  }

  @Query(() => [[Writing]])
  writings(): object[][] {
    return [[BOOK], [{ title: 'To the editor', sender: 'A reader' }]];
  }

  @Query(() => ByClass, { nullable: true })
  unknown(): object {
    return { name: 'Nobody' };
  }
}

const schema = resolveAbstractTypes(
  (await buildSchema({ resolvers: [PondResolver] })) as unknown as GraphQLSchema,
);

const ANIMAL = '... on Animal { name __typename } ... on Eel { river } ... on Heron { prey { name } }';
const BOOK_FIELDS = '... on Book { title publisher }';

const BOOK_SHOWN = { title: 'Tides', publisher: 'Mole' };
const HERON_SHOWN = { name: 'Heron', __typename: 'Heron', prey: [{ name: 'Glass eel' }] };

test.each<[what: string, selection: string, expected: object]>([
  [
    'a union of classes, by an instance of a subclass',
    `byClass { ${ANIMAL} }`,
    { byClass: { name: 'Elver', __typename: 'Eel', river: 'Wye' } },
  ],
  [
    'a list of a union, by instances and by __typename',
    `listByClass { ${ANIMAL} ${BOOK_FIELDS} }`,
    { listByClass: [{ name: 'Eel', __typename: 'Eel', river: 'Severn' }, HERON_SHOWN, BOOK_SHOWN] },
  ],
  [
    'a union with resolveType, nested beside one of classes',
    `pond { first { ${ANIMAL} } things { ... on Eel { river } ${BOOK_FIELDS} } }`,
    { pond: { first: HERON_SHOWN, things: [{ river: 'Wye' }, BOOK_SHOWN] } },
  ],
  [
    'a list of a union with an asynchronous resolveType',
    `listByPromise { ... on Eel { river } ${BOOK_FIELDS} }`,
    { listByPromise: [{ river: 'Wye' }, BOOK_SHOWN] },
  ],
  [
    'an interface of classes',
    `animals { ${ANIMAL} }`,
    { animals: [{ name: 'Eel', __typename: 'Eel', river: 'Severn' }, HERON_SHOWN] },
  ],
  [
    'nested lists of an interface with an asynchronous resolveType',
    `writings { title ${BOOK_FIELDS} ... on Letter { sender } }`,
    { writings: [[BOOK_SHOWN], [{ title: 'To the editor', sender: 'A reader' }]] },
  ],
])('Plain and compiled execution find the types of %s', async (_what, selection, expected) => {
  const document = parse(`{ ${selection} }`);
  const plain = await execute({ schema, document });
  expect(JSON.parse(JSON.stringify(plain))).toEqual({ data: expected });
  expect(await executeCompiled(selection)).toEqual(expected);
});

test('A value of an unknown type is an error that names the union and the remedy', async () => {
  const selection = `unknown { ${ANIMAL} }`;
  const { errors } = await execute({ schema, document: parse(`{ ${selection} }`) });
  expect(errors![0]!.message).toMatch(
    /a value of ByClass is unknown\. Return an instance .* or declare resolveType/,
  );
  expect(await executeCompiled(selection)).toBeNull();
});

/** Returns null where graphql-js has to report an error. */
async function executeCompiled(selection: string): Promise<unknown> {
  const executor = new JsonExecutor(schema);
  const compiled = executor.findCompiled(parse(`{ ${selection} }`));
  const context = { dependencies: new DependencyTracker(), fragmentCache: null };
  return JSON.parse((await executor.execute(compiled!, context)) ?? 'null');
}
