/** Runs one step of a preparation that a person may have to wait for. */
export type StepRunner = <T>(title: string, work: () => Promise<T>) => Promise<T>;

export const runSilently: StepRunner = (_title, work) => work();

/** Returns a runner that prints a line when a step begins, and how long it took when it is done. */
export function announceSteps(print: (line: string) => void): StepRunner {
  return async (title, work) => {
    print(`${title} …`);
    const started = performance.now();
    const result = await work();
    print(`  done in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
    return result;
  };
}
