/** Description of every slug argument. */
export const SLUG_ARG = {
  description: 'The current slug. Use `route` for paths that may be former ones.',
};
