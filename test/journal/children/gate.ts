import { once } from 'node:events';

/**
 * Says that everything is loaded and waits for the start signal, so that many children begin at the
 * same moment.
 */
export async function atTheGate(): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin.resume(), 'data');
  process.stdin.pause();
}

export function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** The command line's arguments behind the script. */
export function argument(index: number): string {
  const value = process.argv[index + 2];
  if (value === undefined) throw new Error(`argument ${index} is missing`);
  return value;
}
