/** Variables of the runtime and of OpenSSL that add trusted certificate authorities. */
const VARIABLES: readonly string[] = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/**
 * Further authorities that the environment names, as `NAME=path`. An administrator may want them;
 * they are logged for whoever asks why a server was trusted.
 */
export function addedAuthorities(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  return VARIABLES.filter(name => (env[name] ?? '') !== '').map(name => `${name}=${env[name]}`);
}
