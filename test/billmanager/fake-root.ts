import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one started mgrctl saw. */
export interface SeenCall {
  readonly func: string;
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly cwd: string;
}

/**
 * Notes its arguments and environment as they came, NUL-separated, then answers with the function's
 * script if there is one, else with an empty document.
 */
const MGRCTL = `#!/bin/sh
root=$(dirname "$(dirname "$0")")
i=1
while ! mkdir "$root/calls/$i" 2>/dev/null; do i=$((i + 1)); done
for argument in "$@"; do printf '%s\\0' "$argument"; done > "$root/calls/$i/args"
cat /proc/$$/environ > "$root/calls/$i/environment"
pwd > "$root/calls/$i/cwd"
if [ -f "$root/answers/$5" ]; then . "$root/answers/$5"; else printf '<doc/>'; fi
`;

/**
 * A manager root in a temporary folder with an executable mgrctl whose answers the test prepares.
 */
export class FakeRoot {
  readonly path = mkdtempSync(join(tmpdir(), 'cpbillmgr-billing-'));

  constructor() {
    for (const folder of ['sbin', 'calls', 'answers']) mkdirSync(join(this.path, folder));
    writeFileSync(join(this.path, 'sbin/mgrctl'), MGRCTL);
    chmodSync(join(this.path, 'sbin/mgrctl'), 0o755);
  }

  /**
   * `func` answers this body; `when` restricts it to calls that have this argument (the first that
   * fits answers).
   */
  answer(
    func: string,
    body: string | Uint8Array,
    options: { exit?: number; when?: string } = {},
  ): void {
    const bodyFile = join(
      this.path,
      'answers',
      `body-${readdirSync(join(this.path, 'answers')).length}`,
    );
    writeFileSync(bodyFile, body);
    const act = `cat '${bodyFile}'; exit ${options.exit ?? 0}`;
    const lines = options.when
      ? `for a in "$@"; do if [ "$a" = '${options.when}' ]; then ${act}; fi; done`
      : act;
    this.script(func, `${this.scriptOf(func)}${lines}\n`);
  }

  /** `func` runs these lines of sh. */
  script(func: string, lines: string): void {
    writeFileSync(join(this.path, 'answers', func), lines);
  }

  calls(): SeenCall[] {
    const folders = readdirSync(join(this.path, 'calls')).sort((a, b) => Number(a) - Number(b));
    return folders.map(name => {
      const read = (file: string) => readFileSync(join(this.path, 'calls', name, file), 'utf8');
      const args = read('args').split('\0').slice(0, -1);
      const entries = read('environment').split('\0').slice(0, -1);
      const pairs = entries.map(
        each => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const,
      );
      return { func: args[4] ?? '', args, environment: new Map(pairs), cwd: read('cwd').trim() };
    });
  }

  /** The params of the only call of `func`, in the form in which mgrctl gets them. */
  paramsOf(func: string): readonly string[] {
    const seen = this.calls().filter(each => each.func === func);
    if (seen.length !== 1) throw new Error(`${func} was called ${seen.length} times`);
    return seen[0]?.args.slice(5) ?? [];
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private scriptOf(func: string): string {
    const file = join(this.path, 'answers', func);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}

export function errorDocument(
  type: string,
  options: { object?: string; value?: string; text?: string } = {},
): string {
  const { object = '', value = '', text = '' } = options;
  return `<?xml version="1.0" encoding="UTF-8"?>
<doc lang="en"><error type="${type}" object="${object}" value="${value}" lang="en"><msg>${text}</msg></error></doc>`;
}
