/**
 * Chance that repeats itself: the same parts give the same numbers for ever. Every actor of a
 * simulation has one of its own, so that leaving one out changes nothing for the others but what
 * they see of it.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(...parts: readonly (string | number)[]) {
    [this.#a, this.#b, this.#c, this.#d] = scrambled(parts.join('/'));
    for (let i = 0; i < 8; i++) this.fraction();
  }

  /** 0 to 1, 1 excluded (sfc32). */
  fraction(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number between both, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.whole(0, choices.length - 1)] ?? choices[0];
  }

  /** One of the names, by their weights. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights);
    let rest = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const found = entries.find(([, weight]) => {
      rest -= weight;
      return rest < 0;
    });
    // biome-ignore lint/style/noNonNullAssertion: a record of weights is never empty
    return (found ?? entries[0]!)[0] as T;
  }
}

/** Four well mixed numbers from a text (xmur3). */
function scrambled(text: string): [number, number, number, number] {
  let state = 1_779_033_703 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 3_432_918_353);
    state = (state << 13) | (state >>> 19);
  }
  const next = (): number => {
    state = Math.imul(state ^ (state >>> 16), 2_246_822_507);
    state = Math.imul(state ^ (state >>> 13), 3_266_489_909);
    state ^= state >>> 16;
    return state;
  };
  return [next(), next(), next(), next()];
}
