import type { Finding, Level } from '../../../operations/doctor/finding.ts';
import { withApp } from '../admin-app.ts';
import { type CliContext, defineCommand, EXIT, jsonOption } from '../command.ts';
import { safeJson, safeText } from '../safe-text.ts';

export const doctor = defineCommand({
  command: 'doctor',
  describe: {
    en: 'can this work? looks at all that an operation needs',
    ru: 'всё ли в порядке? проверяет всё, что нужно операциям',
  },
  builder: (yargs, say) =>
    yargs
      .option('json', jsonOption(say))
      .example('$0 doctor', say({ en: 'after the installation', ru: 'после установки' }))
      .epilog(
        say({
          en: 'Asks BILLmanager, the vendors and the panels, and changes nothing. Each line that is not ok is followed by the command or the click that mends it. Exit code 0: all is well, 1: warnings, 2: something is broken.',
          ru: 'Опрашивает BILLmanager, поставщиков и панели, ничего не меняя. Под каждой неполадкой — команда или действие, которое её устраняет. Код завершения 0: всё хорошо, 1: предупреждения, 2: что-то не работает.',
        }),
      ),
  handler: ({ json }, ctx) =>
    withApp(ctx, async app => {
      const { examine } = await import('../../../operations/doctor/examine.ts');
      const findings: Finding[] = [];
      for await (const finding of examine(app)) {
        findings.push(finding);
        if (!json) tell(finding, ctx);
      }
      if (json) ctx.stdout.write(safeJson(findings.map(each => asJson(each, ctx))));
      return Math.max(EXIT.fine, ...findings.map(({ level }) => EXIT_CODES[level]));
    }),
});

/** docs/cli.md, "doctor". */
const EXIT_CODES: Readonly<Record<Level, number>> = { ok: 0, warning: 1, broken: 2 };

const WORDS: Readonly<Record<CliContext['language'], Readonly<Record<Level, string>>>> = {
  en: { ok: 'ok     ', warning: 'warning', broken: 'broken ' },
  ru: { ok: 'ок            ', warning: 'предупреждение', broken: 'не работает   ' },
};

function tell({ about, level, text, mend }: Finding, { stdout, language }: CliContext): void {
  const word = WORDS[language][level];
  stdout.write(`${word}  ${safeText(`${about}: ${text[language]}`)}\n`);
  if (mend) stdout.write(`${' '.repeat(word.length)}  -> ${safeText(mend[language])}\n`);
}

const asJson = ({ about, level, text, mend }: Finding, { language }: CliContext): unknown => ({
  about,
  level,
  text: text[language],
  mend: mend?.[language] ?? null,
});
