// Loaded into a gateway before anything else (node --import): it counts the resolvers that run, and tells when asked.
import { ApolloServer } from '@apollo/server';
import { defaultFieldResolver, isObjectType } from 'graphql';

let count = 0;
process.on('message', () => process.send({ count }));
process.channel?.unref();

const { start } = ApolloServer.prototype;
ApolloServer.prototype.start = async function startCounting() {
  await start.call(this);
  const { schema } = this.internals.state.schemaManager.getSchemaDerivedData();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (...args) => {
        count += 1;
        return resolve(...args);
      };
    }
  }
};
