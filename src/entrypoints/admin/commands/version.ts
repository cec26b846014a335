import description from '../../../../package.json' with { type: 'json' };
import { PROGRAM } from '../../../base/names.ts';
import { defineCommand, EXIT, jsonOption } from '../command.ts';
import { safeJson } from '../safe-text.ts';

export const version = defineCommand({
  command: 'version',
  describe: { en: 'version of the program', ru: 'версия программы' },
  rootless: true,
  builder: (yargs, say) =>
    yargs
      .option('json', jsonOption(say))
      .example('$0 version', say({ en: 'the same as --version', ru: 'то же, что --version' })),
  handler: async ({ json }, ctx) => {
    const facts = {
      version: description.version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    };
    ctx.stdout.write(
      json
        ? safeJson(facts)
        : `${PROGRAM} ${facts.version} (node ${facts.node}, ${facts.platform})\n`,
    );
    return EXIT.fine;
  },
});
