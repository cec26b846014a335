import { FLAG, TEXT } from '../../../base/command-line/typed-line.ts';
import type { LocalizedText } from '../../../base/localized-text.ts';
import type { Machine } from '../../../journal/records.ts';
import type { Context } from '../../../operations/engine/context.ts';
import type {
  Answer,
  InstallationView,
} from '../../../operations/installation/installation-answers.ts';
import { withContext } from '../admin-app.ts';
import { type CliContext, defineCommand, EXIT, jsonOption } from '../command.ts';
import { isConfirmed, NOT_CONFIRMED } from '../confirm.ts';
import { safeJson, safeText } from '../safe-text.ts';

const ANSWERS = ['moved', 'add', 'copy', 'take'] as const;

export const installation = defineCommand({
  command: 'installation [ANSWER] [MARK]',
  describe: {
    en: 'whose state file this is, and which machines may act for it',
    ru: 'чей это файл состояния и какие машины действуют от его имени',
  },
  builder: (yargs, say) =>
    yargs
      .positional('ANSWER', {
        ...TEXT,
        choices: ANSWERS,
        describe: say({
          en: 'moved: BILLmanager is here now; add: this machine, too; copy: this is a copy; take: MARK is ours',
          ru: 'moved: BILLmanager теперь здесь; add: и эта машина; copy: это копия; take: МЕТКА наша',
        }),
      })
      .positional('MARK', {
        ...TEXT,
        describe: say({ en: 'with take', ru: 'вместе с take' }),
      })
      .option('yes', { ...FLAG, describe: say({ en: 'do not ask', ru: 'не спрашивать' }) })
      .option('json', jsonOption(say))
      .check(({ ANSWER, MARK }) => (ANSWER === 'take') === (MARK !== undefined) || say(TAKE), false)
      .example('$0 installation', say({ en: 'mark, machines, copies', ru: 'метка, машины, копии' }))
      .example(
        '$0 installation copy',
        say({ en: 'on a test copy of the server', ru: 'на тестовой копии сервера' }),
      )
      .epilog(
        say({
          en: 'On a machine that is not known nothing is bought or changed until this is answered. A copy gets a mark of its own and no license of the original.',
          ru: 'На неизвестной машине ничего не покупается и не меняется, пока нет ответа. Копия получает свою метку и не получает лицензий оригинала.',
        }),
      ),
  handler: ({ ANSWER, MARK = '', yes, json }, ctx) =>
    withContext(ctx, async app => {
      const said = ANSWERS.find(each => each === ANSWER);
      if (said !== undefined) return settle(app, said, MARK, yes === true, ctx);
      const { viewInstallation } = await import(
        '../../../operations/installation/installation-answers.ts'
      );
      const view = await viewInstallation(app);
      if (json) ctx.stdout.write(safeJson(asJson(view)));
      else for (const line of linesOf(view)) write(ctx, line);
      return isFine(view) ? EXIT.fine : EXIT.trouble;
    }),
});

const TAKE = {
  en: 'MARK belongs to "take", and "take" needs one',
  ru: 'МЕТКА относится к «take», и «take» без неё не бывает',
};

async function settle(
  app: Context,
  said: (typeof ANSWERS)[number],
  mark: string,
  isSure: boolean,
  ctx: CliContext,
): Promise<number> {
  const { answer, takeMark, viewInstallation } = await import(
    '../../../operations/installation/installation-answers.ts'
  );
  for (const line of linesOf(await viewInstallation(app))) tell(ctx, line);
  tell(ctx, CONSEQUENCES[said]);
  if (!isSure && !(await isConfirmed(ctx))) {
    tell(ctx, NOT_CONFIRMED);
    return EXIT.trouble;
  }
  if (said === 'take') await takeMark(app, mark);
  else await answer(app, said satisfies Answer);
  tell(ctx, { en: 'Done.', ru: 'Готово.' });
  return EXIT.fine;
}

const CONSEQUENCES: Readonly<Record<(typeof ANSWERS)[number], LocalizedText>> = {
  moved: {
    en: 'This machine alone acts from now on; the one before does nothing any more.',
    ru: 'Дальше действует только эта машина; прежняя больше ничего не делает.',
  },
  add: {
    en: 'This machine acts from now on, beside the others.',
    ru: 'Дальше действует и эта машина, наряду с другими.',
  },
  copy: {
    en: "This is a copy: it gets a mark of its own, knows no license any more, and leaves the original's alone.",
    ru: 'Это копия: она получает свою метку, забывает все лицензии и не трогает лицензии оригинала.',
  },
  take: {
    en: 'Licenses with this mark are those of this BILLmanager.',
    ru: 'Лицензии с этой меткой относятся к этому BILLmanager.',
  },
};

const isFine = (view: InstallationView): boolean =>
  view.isKnownHere && view.twins.size === 0 && view.copies.every(({ mark }) => mark === view.mark);

function linesOf(view: InstallationView): readonly LocalizedText[] {
  const { mark, machines, here, isKnownHere, copies, catchingUp } = view;
  const others = copies.filter(copy => copy.mark !== mark);
  const known = machines.map(machineText).join('; ') || '-';
  const state = { en: isKnownHere ? '' : ' (unknown)', ru: isKnownHere ? '' : ' (неизвестна)' };
  return [
    { en: `Mark: ${mark ?? 'none yet'}`, ru: `Метка: ${mark ?? 'ещё нет'}` },
    {
      en: `This machine: ${machineText(here) || '-'}${state.en}`,
      ru: `Эта машина: ${machineText(here) || '-'}${state.ru}`,
    },
    { en: `Machines that may act: ${known}`, ru: `Действуют машины: ${known}` },
    ...others.map(copy => ({
      en: `Module ${copy.module} in BILLmanager has the mark ${copy.mark}`,
      ru: `У модуля ${copy.module} в BILLmanager метка ${copy.mark}`,
    })),
    ...[...view.twins].map(([account, text]) => ({
      en: `Another installation uses this mark at ${account}: ${text}`,
      ru: `Этой меткой пользуется другая установка (${account}): ${text}`,
    })),
    ...(catchingUp === null ? [] : [CATCHING_UP[catchingUp]]),
  ];
}

const CATCHING_UP = {
  put_back: {
    en: 'The state file was put back; checkevent brings it up to date.',
    ru: 'Файл состояния восстановлен из копии; его дополнит checkevent.',
  },
  rebuilt: {
    en: 'The state file was begun anew; checkevent brings it up to date.',
    ru: 'Файл состояния начат заново; его дополнит checkevent.',
  },
} as const;

const machineText = ({ id, hardware }: Machine): string =>
  [id, hardware].filter(each => each !== '').join(' / ');

const asJson = ({
  mark,
  machines,
  here,
  isKnownHere,
  copies,
  twins,
  catchingUp,
}: InstallationView) => ({
  mark,
  here,
  known: isKnownHere,
  machines,
  copies,
  twins: Object.fromEntries(twins),
  catching_up: catchingUp,
});

const write = (ctx: CliContext, text: LocalizedText): void => {
  ctx.stdout.write(`${safeText(text[ctx.language])}\n`);
};
const tell = (ctx: CliContext, text: LocalizedText): void => {
  ctx.stderr.write(`${safeText(text[ctx.language])}\n`);
};
