import { Directive, InputType } from 'type-graphql';
import { PathLookupInput } from '../../shared/lookup.js';

@Directive('@oneOf')
@InputType({ description: 'A key of an author.' })
export class AuthorBy extends PathLookupInput {}
