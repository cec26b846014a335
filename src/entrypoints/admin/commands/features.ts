import { type Command, EXIT } from '../command.ts';

export const features: Command = {
  name: 'features',
  rootless: true,
  summary: { en: 'what the module can do', ru: 'что умеет модуль' },
  options: [],
  examples: [
    {
      words: 'features',
      meaning: { en: 'as BILLmanager asks it', ru: 'как спрашивает BILLmanager' },
    },
  ],
  async run(_args, ctx) {
    const { featuresDocument } = await import('../../module/features.ts');
    ctx.stdout.write(featuresDocument('pmcpbillmgr'));
    return EXIT.fine;
  },
};
