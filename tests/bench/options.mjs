import { parseArgs } from 'node:util';

/**
 * Reads the options of the command line, or prints `help` and ends if they ask for it. The type of a default is that of its
 * option: a whole number, a flag, or a text, which is undefined without a default.
 */
export function readOptions(defaults, help) {
  const typed = Object.entries(defaults).map(([name, value]) => [
    name,
    { type: typeof value === 'boolean' ? 'boolean' : 'string' },
  ]);
  const { values } = parseArgs({
    options: { ...Object.fromEntries(typed), ...(help && { help: { type: 'boolean' } }) },
  });
  if (values.help) {
    console.log(help);
    process.exit();
  }
  const numbers = Object.keys(values).filter((name) => typeof defaults[name] === 'number');
  for (const name of numbers) {
    if (!/^\d+$/.test(values[name])) throw new Error(`--${name} takes a whole number, not ${values[name]}.`);
    values[name] = Number(values[name]);
  }
  return { ...defaults, ...values };
}
