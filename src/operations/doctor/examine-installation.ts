import { asIs, type LocalizedText } from '../../base/localized-text.ts';
import { machineText } from '../engine/known-machine.ts';
import type { InstallationView } from '../installation/installation-answers.ts';
import { type Finding, ok } from './finding.ts';

/** Whose journal this is, and whether the present machine may act for it. */
export function examineInstallation(view: InstallationView): readonly Finding[] {
  const { mark, here, isKnownHere, copies, twins, catchingUp } = view;
  const machine = machineText(here) || '-';
  // a state file that has none takes it from the copies, where these agree
  const kept = mark ?? copies[0]?.mark ?? '-';
  const isForgotten = mark === null && copies.length > 0;
  return [
    isKnownHere
      ? ok('machine', {
          en: `${machine} acts for this installation`,
          ru: `${machine} действует от имени этой установки`,
        })
      : broken('machine', UNKNOWN_MACHINE(machine), {
          en: 'cpbillmgr installation moved, add or copy: say what this machine is',
          ru: 'cpbillmgr installation moved, add или copy: укажите, что это за машина',
        }),
    isForgotten ? warning('mark', NOT_IN_STATE(kept), AFTER_CHECKEVENT) : ok('mark', asIs(kept)),
    ...copies
      .filter(copy => copy.mark !== kept)
      .map(copy =>
        broken(
          `mark of module ${copy.module}`,
          {
            en: `BILLmanager's copy says ${copy.mark} in place of ${kept}`,
            ru: `в BILLmanager записана ${copy.mark} вместо ${kept}`,
          },
          {
            en: `cpbillmgr installation take ${copy.mark}, or copy: say whose licenses these are`,
            ru: `cpbillmgr installation take ${copy.mark} или copy: укажите, чьи это лицензии`,
          },
        ),
      ),
    ...[...twins].map(([account, seen]) =>
      broken(
        `twin at ${account}`,
        {
          en: `another installation uses this mark: ${seen}; orders on this account wait`,
          ru: `этой меткой пользуется другая установка: ${seen}; заказы по этой учётной записи ждут`,
        },
        {
          en: "cpbillmgr installation add if it is this BILLmanager's; there, if it is a copy: copy",
          ru: 'cpbillmgr installation add, если это тот же BILLmanager; на его копии — copy',
        },
      ),
    ),
    ...(catchingUp === null
      ? []
      : [warning('state file', CATCHING_UP[catchingUp], AFTER_CHECKEVENT)]),
  ];
}

const UNKNOWN_MACHINE = (machine: string): LocalizedText => ({
  en: `${machine} is not one that acts for this installation: nothing is bought or changed`,
  ru: `${machine} не действует от имени этой установки: ничего не покупается и не меняется`,
});

const NOT_IN_STATE = (mark: string): LocalizedText => ({
  en: `${mark} in BILLmanager; the state file, which is new, does not know it yet`,
  ru: `${mark} в BILLmanager; новый файл состояния ещё не знает её`,
});

const AFTER_CHECKEVENT: LocalizedText = {
  en: 'cpbillmgr checkevent brings it up to date',
  ru: 'cpbillmgr checkevent дополнит его',
};

const CATCHING_UP = {
  put_back: {
    en: 'was put back: each charge is looked for at the vendor first',
    ru: 'восстановлен из копии: перед каждым списанием опрашивается поставщик',
  },
  rebuilt: {
    en: 'was begun anew, and does not know yet all that was done before',
    ru: 'начат заново и ещё не знает всего, что было сделано раньше',
  },
} as const;

function broken(about: string, text: LocalizedText, mend: LocalizedText): Finding {
  return { about, level: 'broken', text, mend };
}

function warning(about: string, text: LocalizedText, mend: LocalizedText): Finding {
  return { about, level: 'warning', text, mend };
}
