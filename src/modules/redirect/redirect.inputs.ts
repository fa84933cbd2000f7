import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { UserError } from '../../mutations/mutation.type.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { Redirect } from './redirect.type.js';
import { REDIRECT_LIST } from './redirect-list.js';

@InputType({ description: 'The redirect to create.' })
export class CreateRedirectInput {
  @Field(() => String, {
    description:
      'The site-relative path to redirect, e.g. /2019/ferry. If a whole URL is given, only its path counts. ' +
      'TAKEN if public content or another redirect is there.',
  })
  from!: string;

  @Field(() => String, {
    description:
      'The site-relative path to redirect to, without query and fragment, or an http or https URL. INVALID if ' +
      'it leads back to `from`.',
  })
  to!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'True to respond with 301 or 308, which clients remember; false for 302 or 307.',
  })
  isPermanent!: boolean;
}

@InputType({ description: 'The redirect to delete.' })
export class DeleteRedirectInput {
  @Field(() => ID, { description: 'The ID of the redirect. Fails with NOT_FOUND if there is none.' })
  id!: string;
}

const { conditions, orders } = REDIRECT_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for redirects. A redirect must match all of them.' })
export class RedirectFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const RedirectOrder = registerOrders('RedirectOrder', 'redirects', orders);

@ArgsType()
export class RedirectsArgs extends createListArgs('redirects', RedirectFilter, RedirectOrder, 'PATH') {}

@ObjectType({ description: 'The result of creating a redirect.' })
export class RedirectPayload {
  @Field(() => Redirect, { nullable: true, description: 'The redirect. Null if it was not created.' })
  redirect!: Redirect | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the redirect was created.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of deleting a redirect.' })
export class DeleteRedirectPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the deleted redirect. Null if it was not deleted.',
  })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the redirect was deleted.' })
  userErrors!: UserError[];
}
