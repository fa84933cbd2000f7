import { isBot } from './view-log.mjs';

const HOUR = 3_600_000;
const PER_MINUTE = { visitor: 60, address: 600 };
/** Ordinals of the views that count, among those of one article from one network in a day. */
const NETWORK_STEPS = [1, 2, 3, 10, 100];
const HOURS = { DAY: 24, WEEK: 168, MONTH: 720, YEAR: 8760 };

/** Independent implementation of the counting rules. Counts the views of each article by clock hour and minute. */
export class ExpectedViews {
  hours = new Map();
  minutes = new Map();
  publishedAt = new Map();
  counted = 0;
  dropped = { bots: 0, prefetches: 0, bursts: 0, 'unknown articles': 0, repeated: 0, 'same network': 0 };
  #seen = new Set();
  #halfHour = 0;
  #minute = 0;
  #bursts = new Map();
  #day = 0;
  #networks = new Map();

  constructor(slugs) {
    for (const slug of slugs) this.hours.set(slug, new Map());
  }

  add({ at, instance, slug, address, userAgent, isInAdvance }) {
    if (isInAdvance) return this.#drop('prefetches');
    if (isBot(userAgent)) return this.#drop('bots');
    const minute = Math.floor(at / 60_000);
    if (minute !== this.#minute) this.#bursts.clear();
    this.#minute = minute;
    if (this.#more(`${instance} ${address} ${userAgent}`) > PER_MINUTE.visitor) return this.#drop('bursts');
    if (this.#more(`${instance} ${address}`) > PER_MINUTE.address) return this.#drop('bursts');
    const hours = this.hours.get(slug);
    if (!hours) return this.#drop('unknown articles');
    const halfHour = Math.floor(at / (HOUR / 2));
    if (halfHour !== this.#halfHour) this.#seen.clear();
    this.#halfHour = halfHour;
    const view = `${slug} ${address} ${userAgent}`;
    if (this.#seen.has(view)) return this.#drop('repeated');
    this.#seen.add(view);
    const day = Math.floor(at / HOUR / 24);
    if (day !== this.#day) this.#networks.clear();
    this.#day = day;
    const network = `${slug} ${address}`;
    const count = (this.#networks.get(network) ?? 0) + 1;
    this.#networks.set(network, count);
    if (!NETWORK_STEPS.includes(count)) return this.#drop('same network');
    const hour = Math.floor(at / HOUR);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
    const minutes = this.minutes.get(slug) ?? new Map();
    this.minutes.set(slug, minutes.set(minute, (minutes.get(minute) ?? 0) + 1));
    this.counted += 1;
  }

  /** Returns the views of an article in the last hour. `minute` is the current minute, counted from 1970. */
  ofLastHour(slug, minute) {
    let views = 0;
    for (const [at, count] of this.minutes.get(slug) ?? []) if (at >= minute - 60) views += count;
    return { views, score: views };
  }

  /** Returns the views and score of an article in a window. `now` is the current hour, counted from 1970. */
  place(slug, window, now) {
    const views = (from, to) => {
      let sum = 0;
      for (const [hour, count] of this.hours.get(slug)) if (hour >= from && hour <= to) sum += count;
      return sum;
    };
    if (window === 'ALL') return { views: views(0, now), score: views(0, now) };
    if (window === 'HOT' || window === 'TRENDING') {
      const decayed = (halfLife, hours) => {
        let sum = 0;
        for (const [hour, count] of this.hours.get(slug))
          if (now - hour <= hours) sum += count * 2 ** ((hour - now) / halfLife);
        return sum;
      };
      const week = views(now - 168, now);
      if (window === 'HOT') return { views: week, score: week > 0 ? decayed(6, Infinity) : 0 };
      const [fast, slow] = [2, 24].map((halfLife) => (1 - 2 ** (-1 / halfLife)) * decayed(halfLife, 168));
      const age = Math.max(0, now - this.publishedAt.get(slug) / HOUR);
      return { views: week, score: fast / (slow / (1 - 2 ** (-1 - age / 24)) + 5) };
    }
    const counted = views(now - HOURS[window], now);
    return { views: counted, score: counted };
  }

  #drop(why) {
    this.dropped[why] += 1;
  }

  #more(who) {
    const count = (this.#bursts.get(who) ?? 0) + 1;
    this.#bursts.set(who, count);
    return count;
  }
}
