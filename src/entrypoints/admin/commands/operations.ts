import { FLAG, TEXT } from '../../../base/command-line/typed-line.ts';
import type {
  JsonObject,
  OperationRow,
  OperationState,
  StepRow,
} from '../../../journal/records.ts';
import { moneyText, sumsOf } from '../../../vendor/amount.ts';
import { type CliContext, countOption, defineCommand, EXIT, LIST } from '../command.ts';
import { type ListColumn, listOptions, sorted, writeList } from '../listing.ts';
import { tellMore } from '../rest.ts';
import { lookIntoJournal } from '../state.ts';
import { renderTable } from '../table.ts';
import { age, localTime } from '../times.ts';

const STATES: readonly OperationState[] = ['open', 'waiting', 'done', 'failed'];
const DEFAULT_LIMIT = 50;
/** Noted while the operation waited: there was a task (src/reconcile/unwanted.ts). */
const TASK_SEEN = 'yes';

interface Entry {
  readonly row: OperationRow;
  readonly steps: readonly StepRow[];
}

interface Listed extends Entry {
  readonly ctx: CliContext;
}

const COLUMNS: readonly ListColumn<Listed>[] = [
  {
    name: 'id',
    title: { en: 'id', ru: '№' },
    align: 'right',
    value: ({ row }) => String(row.id),
  },
  {
    name: 'command',
    title: { en: 'command', ru: 'команда' },
    value: ({ row }) => row.command,
  },
  {
    name: 'item',
    title: { en: 'item', ru: 'услуга' },
    align: 'right',
    value: ({ row }) => row.item,
  },
  {
    name: 'running',
    title: { en: 'in BILLmanager', ru: 'в BILLmanager' },
    align: 'right',
    spare: 3,
    value: ({ row }) => row.runningOperation ?? '',
  },
  {
    name: 'state',
    title: { en: 'state', ru: 'состояние' },
    value: ({ row }) => row.state,
  },
  {
    name: 'tries',
    title: { en: 'tries', ru: 'попыток' },
    align: 'right',
    spare: 2,
    value: ({ row }) => String(row.attempts),
  },
  {
    name: 'step',
    title: { en: 'last step', ru: 'последний шаг' },
    spare: 1,
    value: ({ steps }) => lastStep(steps),
  },
  {
    name: 'cost',
    title: { en: 'cost', ru: 'стоимость' },
    align: 'right',
    value: ({ steps }) => costText(steps),
  },
  {
    name: 'outcome',
    title: { en: 'outcome', ru: 'исход' },
    isProse: true,
    value: ({ row, ctx }) =>
      [outcomeText(row.outcome), openTask(row, ctx)].filter(Boolean).join('; '),
  },
  {
    name: 'age',
    title: { en: 'age', ru: 'давность' },
    value: ({ row, ctx }) => age(row.updatedAt, ctx.now(), ctx.language),
    order: ({ row }) => row.updatedAt.toISOString(),
  },
];

const NONE = { en: 'no such operations', ru: 'таких операций нет' };

export const operations = defineCommand({
  command: 'operations',
  describe: {
    en: 'what was done and what is still open, latest first',
    ru: 'что сделано и что ещё не закончено, последнее сверху',
  },
  builder: (yargs, say) =>
    listOptions(
      yargs
        .option('item', {
          ...TEXT,
          describe: say({
            en: 'only operations on this service',
            ru: 'только операции этой услуги',
          }),
        })
        .option('state', {
          ...LIST,
          choices: STATES,
          describe: say({ en: 'only these states', ru: 'только эти состояния' }),
        })
        .option('command', {
          ...TEXT,
          describe: say({
            en: 'only this command: open, prolong ...',
            ru: 'только эта команда: open, prolong ...',
          }),
        })
        .option('steps', {
          ...FLAG,
          conflicts: ['csv', 'columns', 'sort'],
          describe: say({
            en: 'one line a step: what was intended and what came of it',
            ru: 'по строке на шаг: что намечалось и что получилось',
          }),
        })
        .option('limit', {
          ...countOption(say),
          describe: say({
            en: `at most so many operations (default: ${DEFAULT_LIMIT})`,
            ru: `не больше стольких операций (по умолчанию ${DEFAULT_LIMIT})`,
          }),
        }),
      say,
      COLUMNS,
    )
      .example(
        '$0 operations --state open,waiting',
        say({ en: 'what is not finished', ru: 'что не закончено' }),
      )
      .example(
        '$0 operations --item 117 --steps',
        say({
          en: 'how the operations of one service went',
          ru: 'как шли операции одной услуги',
        }),
      )
      .epilog(
        say({
          en: 'States: open (begun; the next attempt goes on where it stopped), waiting (the vendor is preparing the license; checkevent ends it), done, failed. A step with "?" was begun and its outcome is not known yet: the next attempt looks before it acts.',
          ru: 'Состояния: open (начата; следующая попытка продолжит с места остановки), waiting (поставщик готовит лицензию; закончит checkevent), done, failed. Шаг с «?» начат, а его исход ещё не известен: следующая попытка сначала проверит.',
        }),
      ),
  handler: async ({ item, command, state = [], limit = DEFAULT_LIMIT, steps, ...args }, ctx) => {
    const states = STATES.filter(each => state.includes(each));
    const query = {
      ...(item === undefined ? {} : { item }),
      ...(command === undefined ? {} : { command }),
      ...(states.length === 0 ? {} : { states }),
      // one more than is shown, to know whether there are more
      limit: limit + 1,
    };
    const found = await lookIntoJournal(ctx, async journal => {
      const entries: Entry[] = [];
      for (const row of await journal.operations(query))
        entries.push({ row, steps: await journal.steps(row.id) });
      return entries;
    });
    const entries = (found ?? []).slice(0, limit);
    if (steps && !args.json) ctx.stdout.write(stepTable(entries, ctx, args.long));
    else {
      const shown = sorted(
        entries.map(entry => ({ ...entry, ctx })),
        COLUMNS,
        args,
      );
      const none = found === null ? null : NONE;
      writeList(shown, { columns: COLUMNS, asJson, none }, args, ctx);
    }
    if (found !== null && found.length > limit) tellMore(null, ctx);
    return EXIT.fine;
  },
});

function stepTable(entries: readonly Entry[], ctx: CliContext, isLong = false): string {
  const titles = {
    en: ['id', 'command', 'item', 'state', 'step', 'begun', 'intent', 'result'],
    ru: ['№', 'команда', 'услуга', 'состояние', 'шаг', 'начат', 'намечено', 'получилось'],
  }[ctx.language];
  const cells = entries.flatMap(({ row, steps }) => {
    const operation = [String(row.id), row.command, row.item, row.state];
    if (steps.length === 0) return [[...operation, '', '', '', outcomeText(row.outcome)]];
    return steps.map(step => [
      ...operation,
      step.name,
      localTime(step.intendedAt),
      factsText(step.intent),
      step.result === null ? '?' : factsText(step.result) || 'ok',
    ]);
  });
  const columns = titles.map((title, index) => ({
    title,
    ...([0, 2].includes(index) ? { align: 'right' as const } : {}),
    ...(index > 5 ? { isProse: true as const } : {}),
  }));
  const width = isLong ? null : ctx.stdout.columns;
  return renderTable(columns, cells, { width, styled: ctx.stdout.styled });
}

function lastStep(steps: readonly StepRow[]): string {
  const last = steps.toSorted((a, b) => a.intendedAt.getTime() - b.intendedAt.getTime()).at(-1);
  if (!last) return '';
  return last.result === null ? `${last.name}?` : last.name;
}

/** A person's task that is still open although its operation has ended. */
function openTask({ state, facts: { task } }: OperationRow, ctx: CliContext): string {
  const hasEnded = state === 'done' || state === 'failed';
  if (!hasEnded || typeof task !== 'string' || task === '' || task === TASK_SEEN) return '';
  return { en: `task ${task} is still open`, ru: `задача ${task} ещё открыта` }[ctx.language];
}

/** The text of the last fault, or the facts noted at the end. */
function outcomeText(outcome: JsonObject | null): string {
  if (!outcome) return '';
  const { text } = outcome;
  return typeof text === 'string' && text !== '' ? text : factsText(outcome);
}

function factsText(facts: JsonObject): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' ');
}

/** What its steps took from the account; "?" where nobody knows. */
function costText(steps: readonly StepRow[]): string {
  const charged = steps.filter(({ name, result }) => result !== null && isTerm(name));
  if (charged.length === 0) return '';
  const costs = charged.flatMap(({ cost }) => cost ?? []);
  const sums = costs.length === charged.length ? sumsOf(costs) : [];
  return sums.length === 0 ? '?' : sums.map(moneyText).join(' + ');
}

const isTerm = (step: string): boolean => step === 'order' || step.startsWith('prolong ');

function asJson({ row, steps }: Entry): unknown {
  return {
    id: row.id,
    command: row.command,
    item: row.item,
    running_operation: row.runningOperation,
    module: row.module,
    state: row.state,
    attempts: row.attempts,
    facts: row.facts,
    outcome: row.outcome,
    created: row.createdAt.toISOString(),
    updated: row.updatedAt.toISOString(),
    steps: steps.map(step => ({
      name: step.name,
      begun: step.intendedAt.toISOString(),
      intent: step.intent,
      result: step.result,
      cost:
        step.cost === null
          ? null
          : {
              amount: step.cost.amount,
              currency: step.cost.currency,
              estimated: step.cost.isEstimated,
            },
    })),
  };
}
