import type { WriteStream } from 'node:tty';

/** A stream that may never have been touched. */
interface GuardedStream {
  /**
   * Resolves when everything written has left the process; rejects with the error if that fails.
   */
  drained(): Promise<void>;
}

/**
 * Watches `process.stdout` or `process.stderr` without creating it: most calls never touch the
 * streams, and creating one costs a millisecond. A reader that has gone away (EPIPE) is no error;
 * the operation goes on to its end.
 */
export function guardStream(name: 'stdout' | 'stderr'): GuardedStream {
  const create = Object.getOwnPropertyDescriptor(process, name)?.get;
  let stream: WriteStream | undefined;
  const open = (): WriteStream => {
    const opened: WriteStream = create?.call(process);
    // without a listener the error of a broken pipe would end the process in the middle of an
    // operation
    return opened.on('error', () => undefined);
  };
  if (create) {
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        stream ??= open();
        return stream;
      },
    });
  }
  return {
    drained: async () => {
      if (stream) await flushed(stream);
      const failure = stream?.errored;
      if (failure && !isBrokenPipe(failure)) throw failure;
    },
  };
}

/** The reader of our output has gone away. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

async function flushed(stream: WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return;
  // called after a failed write too; the failure is then on the stream
  await new Promise<void>(resolve => stream.write('', () => resolve()));
}
