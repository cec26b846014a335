import { Fault, type FaultType } from '../../src/base/fault.ts';
import type { SimProcess } from './process.ts';

/** The conf's `settle`: no request is carried out later than this after it was sent. */
export const SETTLE_MS = 5000;
const TIMEOUT_MS = 60_000;

export interface WireRequest<T> {
  readonly func: string;
  readonly kind: 'read' | 'act';
  readonly handle: () => T;
  /** It is carried out so many milliseconds late, longer than anybody waits for its answer. */
  readonly late?: number;
}

/** What a process is told of a request that went wrong on its way. */
export interface WireFaults {
  /** Certainly not carried out; of a read: no answer came. */
  readonly unreachable: FaultType;
  /** An act that may have been carried out. */
  readonly lost: FaultType;
  /** An answer that cannot be read. */
  readonly bad: FaultType;
}

/**
 * One request on the wire. The process may die before it is sent, while it is on its way, or when
 * the answer has come.
 */
export function exchange<T>(
  process: SimProcess,
  { func, kind, handle, late = 0 }: WireRequest<T>,
  faults: WireFaults,
): Promise<T> {
  const { timeline, random } = process;
  const usual = process.hazards.request(func);
  const fate = late > 0 && usual !== 'refused' && usual !== 'lost' ? 'unanswered' : usual;
  const travel =
    late > 0
      ? late
      : fate === 'slow' || fate === 'unanswered'
        ? random.whole(1, SETTLE_MS - 100)
        : random.whole(1, 90);
  const back = random.whole(1, 90);
  const patience = random.pick([random.whole(1, travel + back), TIMEOUT_MS]);
  // a read that went unanswered may simply be repeated
  const unheard = new Fault(kind === 'act' ? faults.lost : faults.unreachable, { object: func });
  const bad = new Fault(faults.bad, {
    object: func,
    ...(kind === 'read' ? { kind: 'passing' } : {}),
  });
  return new Promise((resolve, reject) => {
    const tell = (act: () => void) => (process.dies('before') ? undefined : act());
    timeline.after(random.whole(1, 5), () => {
      if (process.dies('before')) return;
      if (fate === 'refused') return reject(new Fault(faults.unreachable, { object: func }));
      const isUnheard = fate === 'lost' || fate === 'unanswered';
      if (isUnheard) timeline.after(patience, () => tell(() => reject(unheard)));
      if (fate !== 'lost')
        timeline.after(travel, () => {
          const outcome = outcomeOf(handle);
          if (fate === 'unanswered') return;
          timeline.after(back, () =>
            tell(() => {
              if (fate === 'garbled') reject(bad);
              else if ('error' in outcome) reject(outcome.error);
              else resolve(outcome.value);
            }),
          );
        });
      if (fate === 'killed') process.kill();
      else process.dies('after');
    });
  });
}

function outcomeOf<T>(handle: () => T): { value: T } | { error: unknown } {
  try {
    return { value: handle() };
  } catch (error) {
    return { error };
  }
}
