import { describe, expect, test } from 'vitest';
import {
  carryOut,
  FLAG,
  NUMBER,
  type Program,
  TEXT,
  UsageMistake,
} from '../../../src/base/command-line/typed-line.ts';

/** A program with one command that acts, and what became of a line. */
async function typed(line: string, given: Partial<Program> = {}) {
  const acts: unknown[] = [];
  let out = '';
  const program: Program = {
    name: 'prog',
    language: 'en',
    columns: 80,
    write: text => {
      out += text;
    },
    define: (parser, run) =>
      parser.command(
        'act [WHAT]',
        'acts',
        inner =>
          inner
            .option('text', { ...TEXT, describe: 'a text' })
            .option('many', { ...NUMBER, default: 1, describe: 'a number' })
            .option('dry', { ...FLAG, describe: 'a flag' }),
        ({ WHAT, text, many, dry }) =>
          run(() => {
            acts.push({ WHAT, text, many, dry });
            return 7;
          }),
      ),
    ...given,
  };
  try {
    return { code: await carryOut(line.split(' ').filter(Boolean), program), acts, out };
  } catch (error) {
    if (!(error instanceof UsageMistake)) throw error;
    return { mistake: error.message, acts, out };
  }
}

test('what a line says is carried out, and its exit code answered', async () => {
  expect(await typed('act it --many 3 --dry --text=0x10')).toEqual({
    code: 7,
    acts: [{ WHAT: 'it', text: '0x10', many: 3, dry: true }],
    out: '',
  });
});

describe('nothing is carried out of', () => {
  test.each([
    ['act --many x', 'many needs a number. See prog act --help.'],
    ['act --many', '--many needs a value. See prog act --help.'],
    ['act --many=', '--many needs a value.'],
    ['act --dry --dry', '--dry may be given once.'],
    ['act --dry=no', '--dry takes no value. See prog act --help.'],
    ['act --WHAT it', 'Unknown argument: --WHAT. See prog --help.'],
    ['act it -- more', 'Unknown argument: more. See prog act --help.'],
    ['act it more', 'Unknown argument: more. See prog act --help.'],
    ['act --txet a', 'Unknown argument: --txet. Did you mean "--text"?'],
    ['atc it', 'Unknown argument: atc. Did you mean "act"?'],
    ['akt1 it', 'Unknown argument: akt1. See prog --help.'],
    ['', 'A command is missing. See prog --help.'],
  ])('%j, which is a mistake', async (line, mistake) => {
    expect(await typed(line)).toEqual({ mistake, acts: [], out: '' });
  });

  test.each(['act it --help', 'help act', 'act --many x -h', 'act it --toString --help'])(
    '%j, which asks for help',
    async line => {
      const { code, acts, out } = await typed(line);
      expect({ code, acts }).toEqual({ code: 0, acts: [] });
      expect(out).toMatch(/^prog act \[WHAT\]\n/);
    },
  );

  test('what is being completed', async () => {
    const { acts, out } = await typed('--get-yargs-completions prog act --te');
    expect(acts).toEqual([]);
    expect(out.split('\n')).toContain('--text');
  });
});

test('an option may be given twice if the program says so', async () => {
  expect(await typed('act --text a --text b', { repeatable: ['text'] })).toMatchObject({
    acts: [{ text: ['a', 'b'] }],
  });
});

test('mistakes and help are in the language of the program', async () => {
  expect(await typed('act --many', { language: 'ru' })).toMatchObject({
    mistake: 'Для --many нужно значение. См. prog act --help.',
  });
  expect((await typed('act --help', { language: 'ru' })).out).toContain('показать эту справку');
});
