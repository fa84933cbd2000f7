/** @isolated */
import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IsEmail, MaxLength, ValidateNested } from 'class-validator';
import Fastify, { type FastifyInstance } from 'fastify';
import { Arg, buildSchema, Field, InputType, Query, Resolver } from 'type-graphql';
import { DependencyTracker } from '../../../src/cache/dependency-tracker.js';
import { ResponseCache } from '../../../src/cache/response-cache.js';
import { ResponseStore } from '../../../src/cache/response-cache-store.js';
import { type GraphContext, GraphQLExecutor } from '../../../src/graphql/graphql-executor.js';
import { TrustedDocuments } from '../../../src/graphql/persisted-documents/persisted-documents.js';
import { graphqlPlugin } from '../../../src/http/graphql/graphql-route.js';
import { GraphQLPipeline } from '../../../src/http/graphql/pipeline.js';
import { ResponseLookUp } from '../../../src/http/graphql/response-look-up.js';
import { ClientQueues } from '../../../src/rate-limit/concurrency/client-queues.js';
import { SiteLanguages } from '../../../src/shared/languages.js';

@InputType()
class ReaderInput {
  @Field(() => String)
  @IsEmail()
  email!: string;
}

@InputType()
class LetterInput {
  @Field(() => String)
  @MaxLength(3, { message: 'title takes at most 3 characters.' })
  title!: string;

  @Field(() => ReaderInput)
  @ValidateNested()
  reader!: ReaderInput;
}

@Resolver()
class LetterResolver {
  @Query(() => String)
  letter(@Arg('input', () => LetterInput) { title }: LetterInput): string {
    return title;
  }
}

let app: FastifyInstance;
let address: string;
beforeAll(async () => {
  app = Fastify();
  const schema = await buildSchema({ resolvers: [LetterResolver], validate: true });
  const admit = async () => ({
    rateLimitStatus: null,
    client: { name: 'a', weight: 1 },
    context: {
      ...{
        requestId: 'a',
        viewer: null,
        perspective: 'published',
        dependencies: new DependencyTracker(),
        fragmentCache: null,
        outcome: {},
        cost: {},
        shouldReportCost: false,
      },
      charge() {},
      enableReadYourWrites() {},
      languages: new SiteLanguages({ primary: 'en' }),
      setLanguage() {},
    },
  });
  const queues = new ClientQueues({ running: 10, perClient: 10, waiting: 10, maxWaitMs: 1_000 });
  const responseCache = new ResponseCache(new ResponseStore(0), { isSynchronized: false }, 0);
  const onMutation = async () => undefined;
  const graph = new GraphQLExecutor({
    schema,
    introspection: true,
    trustedDocuments: new TrustedDocuments([], false),
    maxCost: 1_000,
    shouldCompile: true,
    log: app.log,
  });
  const cachePolicy = { cdn: 'generic' as const, browserSeconds: 0, sharedSeconds: 0, staleSeconds: 0 };
  await app.register(graphqlPlugin, {
    path: '/graphql',
    pipeline: new GraphQLPipeline<GraphContext>({
      hooks: {},
      admit,
      queues,
      onMutation,
      telemetry: { onOperation: () => undefined } as never,
      log: app.log,
    }),
    graph,
    responseCache,
    responseLookUp: new ResponseLookUp(responseCache, () => null, app.getDefaultJsonParser('error', 'error')),
    cachePolicy,
  });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

async function send(title: string, email: string) {
  const query = 'query ($input: LetterInput!) { letter(input: $input) }';
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { title, reader: { email } } } }),
  });
  return (await response.json()) as any;
}

test('An input that class-validator rejects returns every violation with BAD_USER_INPUT', async () => {
  const { errors } = await send('Four', 'nobody');
  expect(errors).toHaveLength(1);
  expect(errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(errors[0].message).toBe('title takes at most 3 characters.; reader.email must be an email');
});

test('An input that class-validator accepts returns data', async () => {
  expect(await send('One', 'reader@courier.example')).toEqual({ data: { letter: 'One' } });
});
