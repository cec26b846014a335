import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { LocalizedText } from '../base/localized-text.ts';
import { errorCode } from './load.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What is wrong with the file that `ca` names (an absolute path; '' for none). Never throws. */
export async function certificateWarnings(file: string): Promise<readonly LocalizedText[]> {
  if (file === '') return [];
  const pem = await readFile(file, 'utf8').catch((error: unknown) => ({ code: errorCode(error) }));
  if (typeof pem !== 'string')
    return [
      {
        en: `ca: ${file} cannot be read (${pem.code})`,
        ru: `ca: файл ${file} не читается (${pem.code})`,
      },
    ];
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0)
    return [{ en: `ca: ${file} holds no certificate`, ru: `ca: в файле ${file} нет сертификата` }];
  return certificates.flatMap((text, index) => certificateWarning(file, text, index + 1));
}

function certificateWarning(file: string, pem: string, place: number): readonly LocalizedText[] {
  const which = {
    en: `ca: certificate ${place} of ${file}`,
    ru: `ca: сертификат ${place} в файле ${file}`,
  };
  try {
    const { validToDate } = new X509Certificate(pem);
    if (validToDate.getTime() > Date.now()) return [];
    const day = validToDate.toISOString().slice(0, 10);
    return [{ en: `${which.en} ended on ${day}`, ru: `${which.ru} истёк ${day}` }];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ en: `${which.en} is broken (${why})`, ru: `${which.ru} испорчен (${why})` }];
  }
}
