/** What the slug says of itself that something is asked for by. */
export const SLUG_ARG = {
  description: 'Its slug as it is now; give an address that may be an old one to `route`.',
};
