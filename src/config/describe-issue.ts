import type { z } from 'zod';

/** Describes the accepted values of a setting, in place of zod's messages, which name types of JavaScript. */
export const describeIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int') return 'must be a whole number';
      return issue.expected === 'number' ? 'must be a number' : undefined;
    case 'too_small':
      return describeLimit(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return describeLimit(issue.origin, 'at most', issue.maximum);
    case 'invalid_value':
      return issue.expected === 'stringbool'
        ? 'must be true or false'
        : `must be ${listValues(issue.values)}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an email address' : undefined;
    default:
      return undefined;
  }
};

function describeLimit(origin: string, bound: string, limit: number | bigint): string {
  return origin === 'string' ? `must have ${bound} ${limit} characters` : `must be ${bound} ${limit}`;
}

function listValues(values: readonly unknown[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(values.map(String));
}
