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
  description: 'The kinds of response to a request for a path.',
  valuesConfig: {
    FOUND: { description: '`node`, or the front page, is at this path: respond with 200.' },
    MOVED: {
      description: 'The path leads to `redirectTo`: respond with 301, or with 302 if `isPermanent` is false.',
    },
    GONE: { description: 'The content was published here and no longer is: respond with 410.' },
    NOT_FOUND: { description: 'Nothing was ever published here: respond with 404.' },
  },
});

@ObjectType({
  description:
    'The result of resolving a site path. `node` is set if FOUND, except for the front page; `redirectTo` if MOVED.',
})
export class Route {
  @Field(() => RouteStatus, { description: 'The kind of response: found, moved, gone or not found.' })
  status!: RouteStatus;

  @Field(() => String, {
    description:
      'The requested path in its normal form: without host, query and trailing slash. A short link of WordPress that resolves keeps its parameter.',
  })
  path!: string;

  @Field(() => Node, {
    nullable: true,
    description:
      'The content at this path; a front if no other content is there. Null unless FOUND, and for the front page unless an article or a front has its path.',
  })
  node!: Node | null;

  @Field(() => Boolean, {
    description:
      'True for the front page of the site in the language of the request: `/`, or the prefix of the language, such as `/de`. It is always FOUND.',
  })
  isFrontPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'The site-relative path to redirect to, which is never itself a redirect, or an absolute URL of another ' +
      'site. Null unless MOVED.',
  })
  redirectTo!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'False if the redirect may change, so that clients must not remember it: respond with 302 or 307. Null ' +
      'unless MOVED.',
  })
  isPermanent!: boolean | null;

  /** True for the route of a link in a text, which has no suggestions: a text has hundreds of links. */
  isOfLink?: boolean;
}
