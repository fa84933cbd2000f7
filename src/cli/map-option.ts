import { InvalidArgumentError, Option } from 'commander';

/** Option with pairs of column and field. If it is given several times, the pairs of all count. */
export const MAP_OPTION = new Option(
  '--map <names>',
  'other names of fields, such as topics=tags,deck=standfirst',
).argParser((text: string, earlier: Record<string, string> = {}) => {
  const pairs = text.split(',').map((pair) => {
    const [from, to] = pair.split('=').map((name) => name.trim());
    if (!from || !to) throw new InvalidArgumentError(`Write ${pair} as name=field, such as topics=tags.`);
    return [from, to];
  });
  return { ...earlier, ...Object.fromEntries(pairs) };
});
