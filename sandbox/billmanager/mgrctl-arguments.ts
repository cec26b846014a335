import { type OutputFormat, outputFormat } from '../store/serialize.ts';

export interface MgrctlCall {
  readonly manager: string;
  readonly out: OutputFormat;
  /** Empty: only what `restarts` says. */
  readonly func: string;
  /** `-R`: the panel is restarted first. */
  readonly restarts: boolean;
  /** `-i`: the functions are listed, or the one named is described, and nothing is called. */
  readonly describes: boolean;
  /** Everything but what is about the answer. */
  readonly params: ReadonlyMap<string, string>;
  /** Everything that was given. */
  readonly given: ReadonlyMap<string, string>;
  /**
   * Keys given in the argument vector, where every process can read them, and keys whose values
   * came by `-e`.
   */
  readonly argvKeys: readonly string[];
  readonly envKeys: readonly string[];
}

/** Parameters that are about the answer, not about the function. */
const ANSWER_KEYS: ReadonlySet<string> = new Set(['out', 'lang', 'func']);

/**
 * Reads `-m billmgr -o xml FUNC key=value ... -e 'key=$ENV'` (docs/reference/processing-module.md,
 * "Calling mgrctl"). Throws an Error that says what is wrong with the arguments.
 */
export function parseMgrctl(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): MgrctlCall {
  let manager = '';
  let out = 'text';
  const flags = new Set<string>();
  const words: string[] = [];
  const secret: [string, string][] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '-R' || word === '-i') {
      flags.add(word);
      continue;
    }
    if (!/^-[meo]$/.test(word)) {
      if (word.startsWith('-')) throw new Error(`unknown option ${word}`);
      words.push(word);
      continue;
    }
    index += 1;
    const value = argv[index];
    if (value === undefined) throw new Error(`the option ${word} needs a value`);
    if (word === '-m') manager = value;
    else if (word === '-o') out = value;
    else secret.push(fromEnvironment(value, environment));
  }
  const [func = '', ...rest] = words;
  if (manager === '') throw new Error('the manager is not given: -m billmgr');
  if (func === '' && flags.size === 0) throw new Error('the function is not given');
  const plain = rest.map(keyValue);
  const given = new Map([...plain, ...secret]);
  return {
    ...{ manager, func, given },
    out: requireFormat(given.get('out') ?? out),
    restarts: flags.has('-R'),
    describes: flags.has('-i'),
    params: new Map([...given].filter(([key]) => !ANSWER_KEYS.has(key))),
    argvKeys: plain.map(([key]) => key),
    envKeys: secret.map(([key]) => key),
  };
}

function requireFormat(text: string): OutputFormat {
  const format = outputFormat(text);
  if (format === undefined) throw new Error(`unknown output format "${text.slice(0, 20)}"`);
  return format;
}

function keyValue(word: string): [string, string] {
  const equals = word.indexOf('=');
  if (equals <= 0) throw new Error(`"${word.slice(0, 20)}" is not key=value`);
  return [word.slice(0, equals), word.slice(equals + 1)];
}

function fromEnvironment(
  word: string,
  environment: Readonly<Record<string, string | undefined>>,
): [string, string] {
  const [key, reference] = keyValue(word);
  const name = /^\$\{?(\w+)\}?$/.exec(reference)?.[1];
  if (name === undefined) throw new Error(`-e ${key}: the value is not a $NAME`);
  const value = environment[name];
  if (value === undefined) throw new Error(`-e ${key}: ${name} is not in the environment`);
  return [key, value];
}
