/** The tab's icon and the playground's logo: a dateline between two days. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="7" fill="#2b4590"/>
  <path d="M16 5v6l4 3v5l-4 3v5" fill="none" stroke="#ffb000" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"/>
  <path d="M6 12h6M6 17h8M6 22h5" stroke="#fff" stroke-width="2" stroke-linecap="round"/>
  <path d="M24 12h2M24 17h2M21 22h5" stroke="#8fa3d8" stroke-width="2" stroke-linecap="round"/>
</svg>
`;
