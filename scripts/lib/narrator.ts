import type { OperationResult, RunningSandbox } from '../../sandbox/sandbox.ts';
import { MODULE_NAMES } from '../../src/base/names.ts';
import { MODULE_ITEMTYPES } from '../../src/operations/engine/module-itemtypes.ts';
import { serviceIn } from '../../test/support/remoteid.ts';

interface Narrator {
  readonly failures: number;
  chapter(title: string): void;
  /** Moves the time of both sides. */
  clock(step: string): void;
  /**
   * Carries out one operation and shows every call of it, what it cost upstream, and what became of
   * the service.
   */
  operation(title: string, act: () => Promise<OperationResult>): Promise<OperationResult>;
  /** The same in one line. */
  quiet(title: string, item: number, act: () => Promise<OperationResult>): Promise<OperationResult>;
  /** How often the service was charged for upstream, and whether that is right. */
  total(item: number, expected: number): void;
  balance(): void;
}

/** Parameters that would only repeat themselves in every line. */
const DULL = new Set(['sok', 'out', 'skipbasket', 'clicked_button', 'p_num', 'p_cnt']);

/** Tells on a terminal what the module does in a sandbox. */
export function narrator(box: RunningSandbox, write: (text: string) => void): Narrator {
  const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const paint = (code: number, text: string): string =>
    color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const seen = { charges: box.charges().length };
  let failures = 0;

  const newCharges = (): string[] => {
    const fresh = box.charges().slice(seen.charges);
    seen.charges += fresh.length;
    return fresh.map(
      each =>
        `${each.amount} ${each.currency} for ${each.what} of license ${each.service}, paid until ${each.expiredate}`,
    );
  };

  const showCalls = (): void => {
    for (const call of box.calls()) {
      const params = Object.entries(call.params).filter(
        ([name, value]) => !DULL.has(name) && value !== '',
      );
      const side = SIDES[call.side];
      const fault = call.fault === '' ? '' : paint(31, `  <- ${call.fault}`);
      const outcome = call.outcome.startsWith('error') ? paint(33, `  ${call.outcome}`) : '';
      write(
        `    ${paint(side.color, side.name)}  ${call.func} ${params.map(([name, value]) => `${name}=${value}`).join(' ')}${outcome}${fault}\n`,
      );
    }
    box.clearCalls();
  };

  const showOutcome = (result: OperationResult): void => {
    const charges = newCharges();
    write(
      `    ${paint(32, 'charged')}      ${charges.length === 0 ? 'nothing' : charges.join('; ')}\n`,
    );
    const service = box.service(result.item);
    const key = service.params['lickey'] ? `, key ***${service.params['lickey'].slice(-4)}` : '';
    const end = service.params['license_expiredate'];
    write(
      `    service ${result.item}: ${STATUS[service.status] ?? service.status}, paid until ${service.expiredate}` +
        `${end ? `, license until ${end}` : ''}${key}\n`,
    );
    if (result.exitCode === 0 && result.ended) return;
    failures += 1;
    write(
      paint(31, `    failed: exit code ${result.exitCode}, ${result.stdout}${result.stderr}\n`),
    );
  };

  return {
    get failures() {
      return failures;
    },
    chapter(title) {
      write(`\n${paint(1, title)}\n${'='.repeat(title.length)}\n`);
    },
    clock(step) {
      box.setClock(step);
      write(`\n  ... ${step}: it is ${box.today()}\n`);
    },
    async operation(title, act) {
      box.clearCalls();
      const result = await act();
      write(`\n  ${paint(1, title)}\n`);
      const { itemtype } = box.service(result.item);
      const program = MODULE_NAMES.find(name => MODULE_ITEMTYPES[name].includes(itemtype));
      const operation = `--command ${result.command} --item ${result.item} --runningoperation ${result.operation}`;
      write(
        `    ${paint(90, `${program} ${operation}`)}  (${result.ms} ms${result.trycount > 1 ? `, attempt ${result.trycount}` : ''})\n`,
      );
      showCalls();
      showOutcome(result);
      return result;
    },
    async quiet(title, item, act) {
      const result = await act();
      box.clearCalls();
      const charges = newCharges();
      const service = box.service(item);
      write(
        `    ${title} until ${service.expiredate}; charged upstream: ${charges.length === 0 ? 'nothing' : charges.join('; ')}\n`,
      );
      if (result.exitCode !== 0 || !result.ended) failures += 1;
      return result;
    },
    total(item, expected) {
      const charges = box
        .charges()
        .filter(each => serviceIn(each.remoteid) === String(item)).length;
      const right = charges === expected;
      if (!right) failures += 1;
      const verdict = right ? paint(32, 'as it must be') : paint(31, `expected ${expected}`);
      write(`\n  Charges upstream for service ${item}: ${charges}, ${verdict}.\n`);
    },
    balance() {
      const balances = Object.entries(box.balance()).map(
        ([currency, amount]) => `${amount} ${currency}`,
      );
      write(`\nLeft on the vendor account: ${balances.join(', ')}. Nothing of this was real.\n`);
    },
  };
}

const SIDES = {
  upstream: { name: 'vendor     ', color: 36 },
  panel: { name: 'panel      ', color: 33 },
  mgrctl: { name: 'BILLmanager', color: 35 },
} as const;

const STATUS: Readonly<Record<number, string>> = {
  1: 'ordered',
  2: 'active',
  3: 'suspended',
  4: 'deleted',
  5: 'in process',
};
