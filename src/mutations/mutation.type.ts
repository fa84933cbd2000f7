import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { UserErrorCode } from './user-error-code.js';

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'The reason why a write was refused.',
  valuesConfig: {
    INVALID: { description: 'The value is invalid. The message says what is accepted.' },
    TAKEN: { description: 'The slug or path is already in use.' },
    NOT_FOUND: { description: 'The value refers to something that does not exist.' },
    CONFLICT: { description: 'Another write was saved first. Load the current state and try again.' },
    TOO_LONG: { description: 'The value exceeds the maximum length.' },
    EXPIRED: { description: 'The token has expired or the time has passed.' },
    NOT_ALLOWED: { description: 'The current state does not allow the operation.' },
    HOOK_FAILED: { description: "The site's own check of the content failed or took too long." },
  },
});

@ObjectType({ description: 'An error in the input that the client can correct. Nothing was changed.' })
export class UserError {
  @Field(() => String, { description: 'A message for people that says what is wrong and what is accepted.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'The path to the value in the input. Null if the error concerns the input as a whole.',
  })
  field!: string[] | null;

  @Field(() => UserErrorCode, { description: 'The kind of error, for programs.' })
  code!: UserErrorCode;
}
