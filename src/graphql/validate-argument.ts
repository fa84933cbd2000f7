import type { MetadataStorage } from 'class-validator';
import { ArgumentValidationError } from 'type-graphql';

/**
 * Where class-validator has the rules of all classes. It is undefined until a module imports the library, which is
 * large and which only resolvers of a site may use.
 */
declare global {
  var classValidatorMetadataStorage: MetadataStorage | undefined;
}

const hasRulesByClass = new Map<unknown, boolean>();

/**
 * Validates an argument, or each item of a list, with the class-validator rules of its class; caches which
 * classes have rules. Throws ArgumentValidationError.
 */
export async function validateArgument(argument: unknown): Promise<void> {
  for (const value of Array.isArray(argument) ? argument : [argument]) {
    if (typeof value !== 'object' || value === null || !hasValidationRules(value.constructor)) continue;
    const { validateOrReject } = await import('class-validator');
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
  const rules = globalThis.classValidatorMetadataStorage?.getTargetValidationMetadatas(
    type,
    '',
    false,
    false,
  );
  const hasRules = rules !== undefined && rules.length > 0;
  hasRulesByClass.set(type, hasRules);
  return hasRules;
}
