import type { Call, Sandbox, Side } from '../../sandbox/sandbox.ts';

/** One moment of a clean run at which the process is killed. */
export type Point =
  | {
      readonly on: Side;
      /** Counts the calls of that side from 1. */
      readonly nth: number;
      /**
       * before: the call has not been processed; after: it has, and nobody has heard the answer.
       */
      readonly phase: 'before' | 'after';
      readonly label: string;
      /** The call changes something. */
      readonly act: boolean;
    }
  | {
      readonly on: 'journal';
      /** The system call on the state file's log that is not carried out, counted from 1. */
      readonly call: 'pwrite64' | 'fsync' | 'fdatasync';
      readonly nth: number;
      /** before: nothing of the commit is written; torn: half of it; after: all of it. */
      readonly phase: 'before' | 'torn' | 'after';
      readonly commit: number;
      readonly label: string;
      /** Synced to the disk: a promise, a result, the ledger. The others are locks and pace. */
      readonly act: boolean;
    };

/** The points around every external call of a clean run. */
export function callPoints(box: Sandbox): readonly Point[] {
  return (['upstream', 'panel', 'mgrctl'] as const).flatMap(side =>
    box.calls(side).flatMap((call, index) =>
      (['before', 'after'] as const).map(phase => ({
        on: side,
        nth: index + 1,
        phase,
        label: `${phase} ${side} ${call.func}${changes(call) ? ' (act)' : ''} #${index + 1}`,
        act: changes(call),
      })),
    ),
  );
}

const changes = (call: Call): boolean =>
  call.params['sok'] !== undefined || /setmanual$/.test(call.func);
