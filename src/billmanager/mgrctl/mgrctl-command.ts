import { Fault } from '../../base/fault.ts';
import { isSecretName } from '../../base/secret-names.ts';

/**
 * The kernel takes no single argument or environment entry longer than this (MAX_ARG_STRLEN, the
 * final NUL included).
 */
const MAX_ENTRY_BYTES = 131_072;
/**
 * Neither a function nor a key may look like an option or carry anything that mgrctl would take
 * apart.
 */
const NAME = /^[A-Za-z0-9_.]+$/;
const SECRET_VARIABLE = 'CPBILLMGR_SECRET_';

export interface MgrctlCommand {
  readonly args: readonly string[];
  /** The variables that carry the secret values of this call. */
  readonly environment: Readonly<Record<string, string>>;
  /** The values themselves, for masking. */
  readonly secrets: readonly string[];
}

/**
 * The argument vector of one mgrctl call: `-m billmgr -o xml FUNC key=value ... -e key=$VARIABLE
 * ...` (docs/reference/processing-module.md, "Telling BILLmanager the outcome"). Secret are values
 * whose names say so, and those of `secretNames`. Values may hold anything but NUL; `key=` in front
 * keeps a leading dash from being an option. Throws Fault `argument_bad`, which never quotes a
 * value.
 */
export function mgrctlCommand(
  func: string,
  params: Readonly<Record<string, string | undefined>>,
  secretNames: readonly string[],
): MgrctlCommand {
  if (!NAME.test(func)) throw new Fault('argument_bad', { object: 'func', value: func });
  const plain: string[] = [];
  const hidden: string[] = [];
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined) continue;
    requireEntry(func, key, value);
    if (value === '' || !(isSecretName(key) || secretNames.includes(key))) {
      plain.push(`${key}=${value}`);
      continue;
    }
    const variable = `${SECRET_VARIABLE}${hidden.length / 2}`;
    environment[variable] = value;
    hidden.push('-e', `${key}=$${variable}`);
  }
  return {
    args: ['-m', 'billmgr', '-o', 'xml', func, ...plain, ...hidden],
    environment,
    secrets: Object.values(environment),
  };
}

function requireEntry(func: string, key: string, value: string): void {
  if (!NAME.test(key)) throw new Fault('argument_bad', { object: func, value: key });
  const about = { object: `${func} ${key}` };
  if (value.includes('\0')) throw new Fault('argument_bad', { ...about, value: '(NUL)' });
  const bytes = SECRET_VARIABLE.length + key.length + Buffer.byteLength(value) + 8;
  if (bytes > MAX_ENTRY_BYTES)
    throw new Fault('argument_bad', { ...about, value: `(${bytes} bytes)` });
}
