/**
 * Variables by which the runtime would do other things than this program says: take any
 * certificate, load a foreign library, print what goes over a pipe (license keys among it), write
 * files where they say. They stand in an environment by accident, after a quick fix or a search for
 * a mistake: whoever may set them for root is root already.
 */
const REFUSED: readonly string[] = [
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'OPENSSL_CONF',
  'OPENSSL_MODULES',
  'OPENSSL_ENGINES',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'NODE_V8_COVERAGE',
  'NODE_COMPILE_CACHE',
  'SSLKEYLOGFILE',
];

/**
 * Starts the program once more in its own process (execve: same id, same parent, same streams)
 * without the variables that are refused, since the runtime has read most of them before it ran a
 * line of ours. Without any of them, which is always, it only looks. Says on standard error what is
 * ignored.
 */
export function refuseEnvironment(startedAs: string): void {
  const found = REFUSED.filter(name => process.env[name] !== undefined);
  if (found.length === 0) return;
  process.stderr.write(`${startedAs}: ${found.join(', ')} of the environment is ignored\n`);
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !found.includes(name)),
  );
  if (process.execve === undefined)
    throw new Error('This runtime cannot start the program without them');
  process.execve(process.execPath, [process.argv[1] ?? startedAs, ...process.argv.slice(2)], env);
}
