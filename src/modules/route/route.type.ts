import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../node/node.type.js';

export enum RouteStatus {
  FOUND = 'FOUND',
  MOVED = 'MOVED',
  GONE = 'GONE',
  NOT_FOUND = 'NOT_FOUND',
}
registerEnumType(RouteStatus, {
  name: 'RouteStatus',
  description: 'What to answer a reader who asks for the path.',
  valuesConfig: {
    FOUND: { description: '`node` lives here: answer 200.' },
    MOVED: { description: 'It lives at `redirectTo`: answer 301.' },
    GONE: { description: 'Something was published here and no longer is: answer 410.' },
    NOT_FOUND: { description: 'Nothing has ever been published here: answer 404.' },
  },
});

@ObjectType({
  description: 'What lives at a site path. `node` is set when FOUND, `redirectTo` when MOVED, else neither.',
})
export class Route {
  @Field(() => RouteStatus, { description: 'Whether something is here, has moved, is gone or never was.' })
  status!: RouteStatus;

  @Field(() => String, {
    description: 'The path asked for in its one spelling: no host, query or slash at the end.',
  })
  path!: string;

  @Field(() => Node, { nullable: true, description: 'What lives here; null unless FOUND.' })
  node!: Node | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where it lives now, site-relative; never another redirect.',
  })
  redirectTo!: string | null;
}
