interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Time that passes only as fast as things happen. Whatever is under way waits here for its moment;
 * between two happenings all code runs until it waits again, so that one thing happens at a time,
 * in an order that depends on nothing but the delays.
 */
export class Timeline {
  /** Milliseconds since 1970. */
  now: number;
  /** Awaits of the code under test that were carried out. */
  steps = 0;
  #order = 0;
  readonly #heap: Happening[] = [];

  constructor(start: number) {
    this.now = start;
  }

  /** Nothing is left to happen. */
  get isIdle(): boolean {
    return this.#heap.length === 0;
  }

  /** `run` happens in `delay` milliseconds. */
  after(delay: number, run: () => void): void {
    const heap = this.#heap;
    heap.push({ at: this.now + Math.max(0, delay), order: this.#order++, run });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isEarlier(heap[child], heap[parent])) break;
      swap(heap, child, parent);
      child = parent;
    }
  }

  /** Resolves in so many milliseconds. */
  pause(delay: number): Promise<void> {
    return new Promise(resolve => this.after(delay, resolve));
  }

  /**
   * Lets things happen until `done` says so or nothing is left to happen. False: nothing was left.
   */
  async runUntil(done: () => boolean): Promise<boolean> {
    while (!done()) {
      const next = this.#take();
      if (next === undefined) return false;
      this.now = Math.max(this.now, next.at);
      next.run();
      // all promises that follow from it come first
      await new Promise(resolve => setImmediate(resolve));
    }
    return true;
  }

  #take(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      const left = parent * 2 + 1;
      const child = isEarlier(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isEarlier(heap[child], heap[parent])) return first;
      swap(heap, child, parent);
      parent = child;
    }
  }
}

function isEarlier(a: Happening | undefined, b: Happening | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}

function swap(heap: Happening[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first === undefined || second === undefined) return;
  heap[a] = second;
  heap[b] = first;
}
