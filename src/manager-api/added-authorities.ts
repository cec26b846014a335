/** Variables of the runtime and of OpenSSL that add authorities whose certificates are taken. */
const VARIABLES: readonly string[] = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/**
 * Where the environment names further authorities, as `NAME=path`. An administrator may want that;
 * whoever looks for the reason why a server was trusted finds it in the log.
 */
export function addedAuthorities(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  return VARIABLES.filter(name => (env[name] ?? '') !== '').map(name => `${name}=${env[name]}`);
}
