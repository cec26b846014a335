/** Used when the module itself was started without a PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const KEPT = /^(?:PATH|HOME|LANG|LC_[A-Z]+|CPBILLMGR_ROOT)$/;

/**
 * The environment of mgrctl: of our own only what it needs. `SSH_CONNECTION` makes the panel's
 * journal name the module instead of an address (docs/reference/processing-module.md, "Calling
 * mgrctl").
 */
export function mgrctlEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  moduleName: string,
): Record<string, string> {
  const kept: Record<string, string> = { PATH: DEFAULT_PATH };
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && KEPT.test(name)) kept[name] = value;
  }
  kept['SSH_CONNECTION'] = moduleName;
  return kept;
}
