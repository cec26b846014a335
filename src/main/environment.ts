/**
 * Variables that make the runtime do things behind the program's back: accept any certificate, load
 * a foreign library, print what goes over a pipe (license keys included), write files. They are set
 * by accident, left over from a quick fix or from debugging: whoever may set them for root is root
 * already.
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
 * without the refused variables, since the runtime has read most of them before it runs a line of
 * ours. Normally none is set and nothing happens. Says on standard error what is ignored.
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
