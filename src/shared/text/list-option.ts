import { Option } from 'commander';

/**
 * Creates an option with comma-separated values, which can also be given several times. Its value is a list; the
 * default if it is not given.
 */
export function createListOption(flags: string, description: string, defaults?: string[]): Option {
  const option = new Option(flags, description);
  if (defaults) option.default(defaults, defaults.join(','));
  return option.argParser((text: string, earlier?: string[]) => [
    ...(earlier && earlier !== defaults ? earlier : []),
    ...text.split(',').map((value) => value.trim()),
  ]);
}
