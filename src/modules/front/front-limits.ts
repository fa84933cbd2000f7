/** Maximum numbers and lengths of fronts and their parts. Lengths are in characters. */
export const FRONT_LIMITS = {
  /** Fronts of a site. */
  fronts: 100,
  /** Containers of a front. */
  containers: 20,
  /** Cards of a container, pinned and filled. */
  cards: 20,
  /** Cards of a front. */
  cardsOfFront: 200,
  /** Sublinks of a card. */
  sublinks: 5,
  title: 200,
  description: 1_000,
  headline: 300,
  kicker: 100,
  standfirst: 1_000,
  layout: 50,
  path: 500,
  /** IDs of containers and cards. */
  id: 40,
};
