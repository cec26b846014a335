import description from '../../../../package.json' with { type: 'json' };
import { PROGRAM } from '../../../base/names.ts';
import { type Command, EXIT, JSON_OPTION } from '../command.ts';
import { safeJson } from '../safe-text.ts';

export const version: Command = {
  name: 'version',
  summary: { en: 'version of the program', ru: 'версия программы' },
  rootless: true,
  options: [JSON_OPTION],
  examples: [
    { words: 'version', meaning: { en: 'the same as --version', ru: 'то же, что --version' } },
  ],
  async run(args, ctx) {
    const facts = {
      version: description.version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    };
    ctx.stdout.write(
      args.flag('json')
        ? safeJson(facts)
        : `${PROGRAM} ${facts.version} (node ${facts.node}, ${facts.platform})\n`,
    );
    return EXIT.fine;
  },
};
