import type { Language } from '../../../base/localized-text.ts';
import type { PlanRow } from '../../../operations/adopt/adoption.ts';

/**
 * What a person does between the two passes (docs/reference/billmanager.md, "The processing module
 * of a service"): one statement for services that are open, and where to click for those whose task
 * still stands. `rows`: what has been prepared. `name`: of the module that they are to get.
 */
export function nextSteps(
  rows: readonly PlanRow[],
  { name, language }: { readonly name: string; readonly language: Language },
): string {
  const switched = rows.filter(each => each.effects.includes('switch'));
  const inTask = rows.filter(each => each.effects.includes('in_task'));
  const texts = TEXTS[language];
  return [
    ...(switched.length > 0 ? [texts.statement, `  ${statement(switched)}`] : []),
    ...(inTask.length > 0
      ? [texts.tasks(name), ...inTask.map(each => `  ${each.item}: ${each.id}`)]
      : []),
    texts.again,
    '',
  ].join('\n');
}

/** Only services that still have the module that they had when they were looked at. */
export function statement(rows: readonly PlanRow[]): string {
  const numbers = (of: (row: PlanRow) => string): string =>
    [...new Set(rows.map(of))].filter(id => /^\d+$/.test(id)).join(', ');
  const [to] = rows.map(row => row.module);
  return `UPDATE item SET processingmodule = ${to} WHERE processingmodule IN (${numbers(row => row.from)}) AND id IN (${numbers(row => row.item)});`;
}

const TEXTS = {
  en: {
    statement:
      "These services are open: no function of BILLmanager gives them another module. Run this once in BILLmanager's database:",
    tasks: (name: string) =>
      `The tasks of these services still stand. Tools, Tasks, the task of the service, Edit: assign it to yourself, choose the processing module "${name}", enter the user name below and the password, Close task:`,
    again: 'Then start the same command again: what has been switched is bound.',
  },
  ru: {
    statement:
      'Эти услуги открыты: сменить их модуль функциями BILLmanager нельзя. Выполните один раз в базе данных BILLmanager:',
    tasks: (name: string) =>
      `Задачи этих услуг ещё открыты. Инструменты, Задачи, задача услуги, Изменить: назначьте её себе, выберите модуль обработки «${name}», введите имя пользователя (ниже) и пароль, закройте задачу:`,
    again: 'Затем повторите ту же команду: переключённое будет связано.',
  },
} as const;
