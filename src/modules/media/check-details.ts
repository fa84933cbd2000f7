import { readFocalPoint } from '../../mutations/focal-point.js';
import { InputErrorCollector, LIMITS } from '../../mutations/input-errors.js';
import { isStorableTime } from '../../shared/time.js';
import type { MediaTextsInput, UpdateMediaInput } from './media.inputs.js';

/** Input of a mutation that changes the texts of a file; only `updateMedia` has a name. */
export type MediaDetailsInput = MediaTextsInput & Pick<UpdateMediaInput, 'name'>;

/** Returns the given name, texts and focal point. Throws UserErrorException with every error. */
export function checkDetails({
  name,
  alt,
  caption,
  credit,
  license,
  expiresAt,
  ...input
}: MediaDetailsInput) {
  const errors = new InputErrorCollector();
  if (name !== undefined && !name?.trim()) errors.add(['name'], 'The name must not be empty.');
  errors.checkLength(['name'], name, LIMITS.slug);
  errors.checkLength(['alt'], alt, LIMITS.alt);
  for (const [field, text] of Object.entries({ caption, credit, license }))
    errors.checkLength([field], text, LIMITS.caption);
  errors.checkFocalPoint(input);
  if (expiresAt && !isStorableTime(expiresAt))
    errors.add(['expiresAt'], 'The year must be between 1 and 9999.');
  errors.throwIfAny();
  const texts = { name: name?.trim(), caption, credit, license, ...readFocalPoint(input) };
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  return { ...(alt === undefined ? {} : { alt: alt?.trim() ?? '' }), ...Object.fromEntries(given) };
}
