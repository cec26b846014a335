import { LICENSES_MODULE } from '../../../base/names.ts';
import { rowOf } from '../../../billmanager/command-table.ts';
import { type Command, EXIT } from '../command.ts';

export const features: Command = {
  name: 'features',
  rootless: true,
  summary: rowOf('features').summary,
  options: [],
  examples: [
    {
      words: 'features',
      meaning: { en: 'as BILLmanager asks it', ru: 'как спрашивает BILLmanager' },
    },
  ],
  async run(_args, ctx) {
    const { featuresDocument } = await import('../../module/features.ts');
    ctx.stdout.write(featuresDocument(LICENSES_MODULE));
    return EXIT.fine;
  },
};
