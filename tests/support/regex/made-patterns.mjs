import { join } from 'node:path';
import { setSourceMapsEnabled } from 'node:process';
import { pathToFileURL } from 'node:url';

/** The patterns that modules of `dist` make of strings as they are loaded, with the lines of `src` that make them. */
export async function madePatterns(root, files) {
  setSourceMapsEnabled(true);
  const made = [];
  const { RegExp: Original } = globalThis;
  const note = (pattern) => {
    const place = placeIn(new Error().stack, root);
    if (place) made.push({ ...place, source: pattern.source, flags: pattern.flags });
    return pattern;
  };
  globalThis.RegExp = new Proxy(Original, {
    construct: (target, args, newTarget) => note(Reflect.construct(target, args, newTarget)),
    apply: (target, self, args) => note(Reflect.apply(target, self, args)),
  });
  try {
    for (const file of files.filter((each) => each.startsWith('src/'))) {
      await import(pathToFileURL(join(root, file.replace(/^src/, 'dist').replace(/\.ts$/, '.js'))).href);
    }
  } finally {
    globalThis.RegExp = Original;
  }
  return made;
}

/** The nearest caller in `src`. */
function placeIn(stack, root) {
  const path = join(root, 'src/');
  const line = stack.split('\n').find((each) => each.replace('file://', '').includes(path));
  const [, file, number] = /(src\/[^:()]+\.ts):(\d+)/.exec(line ?? '') ?? [];
  return file && { file, line: Number(number) };
}
