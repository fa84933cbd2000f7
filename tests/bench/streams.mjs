import { createRandom, createZipf } from '../support/random.mjs';
import { buildRequestBody, WORKLOADS } from './workloads.mjs';

/** Draws bodies of requests: workloads by their shares of 100, and the articles of each by Zipf's law. */
export function drawBodies(shares, articles, count) {
  const random = createRandom(5);
  const draws = Object.entries(shares).flatMap(([name, percent]) => {
    const workload = WORKLOADS.find((each) => each.name === name);
    const draw = createZipf(workload.variables(articles), random);
    return Array.from({ length: percent }, () => () => buildRequestBody(workload, draw()));
  });
  return Array.from({ length: count }, () => draws[Math.floor(random() * draws.length)]());
}
