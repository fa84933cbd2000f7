import { getMetadataStorage, validateOrReject } from 'class-validator';
import { ArgumentValidationError } from 'type-graphql';

const hasRulesByClass = new Map<unknown, boolean>();

/**
 * Validates an argument, or each item of a list, with the class-validator rules of its class; caches which
 * classes have rules. Throws ArgumentValidationError.
 */
export async function validateArgument(argument: unknown): Promise<void> {
  for (const value of Array.isArray(argument) ? argument : [argument]) {
    if (typeof value !== 'object' || value === null || !hasValidationRules(value.constructor)) continue;
    await validateOrReject(value, { skipMissingProperties: true, forbidUnknownValues: false }).catch(
      (found) => {
        throw new ArgumentValidationError(found);
      },
    );
  }
}

/** Returns true if a class has class-validator rules. */
export function hasValidationRules(type: unknown): boolean {
  const known = hasRulesByClass.get(type);
  if (known !== undefined || typeof type !== 'function') return known ?? false;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  hasRulesByClass.set(type, rules.length > 0);
  return rules.length > 0;
}
