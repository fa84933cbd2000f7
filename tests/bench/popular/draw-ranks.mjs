const COLOURS = ['#6b7780', '#c9a227', '#b3261e', '#0b5c7a'];
const [WIDTH, PANEL, LEFT, RIGHT, TOP, GAP] = [760, 210, 48, 120, 34, 46];
/** Lowest rank that is drawn; lower ones are drawn there. */
const LOWEST = 15;

/** Draws the ranks of stories by hour as an SVG picture, with a panel for each list. */
export function drawRanks(names, lists) {
  const panels = Object.entries(lists).map(([list, ranks], i) =>
    drawPanel(names, list, ranks, TOP + i * (PANEL + GAP)),
  );
  const height = TOP + panels.length * (PANEL + GAP);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12"><title>Ranks over two days</title><rect width="100%" height="100%" fill="#fff"/>\n${panels.join('\n')}\n</svg>\n`;
}

function drawPanel(names, list, ranks, top) {
  const hours = ranks[0].length;
  const x = (hour) => LEFT + (hour / (hours - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (rank) => top + ((Math.min(rank, LOWEST) - 1) / (LOWEST - 1)) * PANEL;
  const grid = [1, 5, 10, LOWEST].map(
    (rank) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(rank)}" y2="${y(rank)}" stroke="#dde1e4"/><text x="${LEFT - 8}" y="${y(rank) + 4}" text-anchor="end" fill="#555">${rank}</text>`,
  );
  const times = Array.from({ length: Math.ceil(hours / 6) }, (_, i) => i * 6).map(
    (hour) =>
      `<text x="${x(hour).toFixed(1)}" y="${top + PANEL + 18}" text-anchor="middle" fill="#555">${hour} h</text>`,
  );
  const places = placeLabels(ranks.map((line) => y(line.at(-1) ?? LOWEST)));
  const lines = ranks.map((line, i) => {
    const points = line.flatMap((rank, hour) =>
      rank === null ? [] : [`${x(hour).toFixed(1)},${y(rank).toFixed(1)}`],
    );
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${COLOURS[i]}" stroke-width="2.5" stroke-linejoin="round"/><text x="${WIDTH - RIGHT + 8}" y="${places[i] + 4}" fill="${COLOURS[i]}">${names[i]}</text>`;
  });
  return `<text x="${LEFT}" y="${top - 12}" font-weight="bold">Rank in ${list}</text>${[...grid, ...times, ...lines].join('')}`;
}

/** Moves labels apart that would overlap. */
function placeLabels(places) {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const placed = [...places];
  order.forEach((each, i) => {
    if (i > 0) placed[each] = Math.max(placed[each], placed[order[i - 1]] + 15);
  });
  return placed;
}
