import { type Fault, faultText, toFault } from '../base/fault.ts';
import type { LocalizedText } from '../base/localized-text.ts';
import { certificateWarnings } from './certificate-warnings.ts';
import type { Conf } from './conf.ts';
import { gatewayWarnings } from './gateway-warnings.ts';
import { confLines, trimBlanks, withoutComment } from './lines.ts';
import { type ConfFile, exposure, readConfFile } from './load.ts';
import { exposureOfNamed } from './named-file.ts';
import { parseConf } from './parse.ts';
import type { ValidationError } from './validation-error.ts';

/** All that can be said about a conf without asking another system. */
export interface ConfInspection {
  readonly file: string;
  /** false: there is no such file. */
  readonly exists: boolean;
  /** Whatever makes `loadConf` refuse the file, or a call refuse a file that it names. */
  readonly errors: readonly ValidationError[];
  readonly refusals: readonly LocalizedText[];
  /** What works but is probably not meant. */
  readonly warnings: readonly LocalizedText[];
  readonly conf: Conf;
}

/**
 * Checks etc/cpbillmgr.conf and the files it names. Never throws: a file that cannot be read is an
 * error in the result.
 */
export async function inspectConf(root: string): Promise<ConfInspection> {
  let read: ConfFile;
  try {
    read = await readConfFile(root);
  } catch (error) {
    const fault = toFault(error);
    const { conf } = parseConf('', fault.object, root);
    const refusals = [textOf(fault)];
    return { file: fault.object, exists: true, errors: [], refusals, warnings: [], conf };
  }
  const { conf, errors } = parseConf(read.text ?? '', read.file, root);
  const exposed = [exposure(read, conf), ...exposedFiles(conf)].filter(fault => fault !== null);
  return {
    file: read.file,
    exists: read.text !== null,
    errors,
    refusals: exposed.map(textOf),
    warnings: [
      ...passwordWarnings(read.text ?? ''),
      ...(read.text === null ? [] : [...settingWarnings(conf), ...gatewayWarnings(conf)]),
      ...(await certificateWarnings(conf.upstream.ca)),
    ],
    conf,
  };
}

/** Faults of the files that the conf names: others may change one, or read the private key. */
function exposedFiles({ upstream, gateway }: Conf): readonly (Fault | null)[] {
  const named = [
    { file: upstream.ca, isSecret: false },
    { file: gateway.tlsCert, isSecret: false },
    { file: gateway.tlsKey, isSecret: true },
  ];
  return named.filter(({ file }) => file !== '').map(exposureOfNamed);
}

function settingWarnings({ presets, upstream }: Conf): readonly LocalizedText[] {
  const { url, username, password } = upstream;
  const warnings: LocalizedText[] = [];
  if (presets.length === 0)
    warnings.push({
      en: 'there is no Preset line: no tariff can be sold',
      ru: 'нет ни одной строки Preset: ни один тариф не может продаваться',
    });
  if (url !== '' && new URL(url).pathname === '/')
    warnings.push({
      en: `url = ${url} has no path; the upstream answers at https://HOST/billmgr`,
      ru: `url = ${url} без пути; поставщик отвечает по адресу https://HOST/billmgr`,
    });
  if ((username === '') !== (password === ''))
    warnings.push({
      en: 'username and password belong together, and only one of them is given',
      ru: 'username и password задаются вместе, а задано только одно из них',
    });
  return warnings;
}

/** An unquoted password with " #" in it is the likeliest way to lose half a value. */
function passwordWarnings(text: string): readonly LocalizedText[] {
  const untold = () => undefined;
  return confLines(text, untold).flatMap(line => {
    const value = trimBlanks(/^password[ \t]*=(.*)$/.exec(line.text)?.[1] ?? '');
    if (/^["']/.test(value) || withoutComment(value) === value) return [];
    return [
      {
        en:
          `line ${line.number}: the password ends before the "#" or ";" after a space;` +
          ' put it in quotes if that belongs to it',
        ru:
          `строка ${line.number}: пароль заканчивается перед «#» или «;» после пробела;` +
          ' если это его часть, возьмите его в кавычки',
      },
    ];
  });
}

function textOf(fault: Fault): LocalizedText {
  return { en: faultText(fault, 'en'), ru: faultText(fault, 'ru') };
}
