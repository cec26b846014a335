import type { Fault } from '../../../base/fault.ts';
import { faultText } from '../../../base/fault.ts';
import type { PlanRow } from '../../../operations/adopt/adoption.ts';
import type { Applied } from '../../../operations/adopt/apply-adoption.ts';
import type { Suggestion } from '../../../operations/adopt/suggest.ts';
import type { CliContext } from '../command.ts';
import { renderTable } from '../table.ts';
import { effectText, markText, reasonText, sureText, VERDICTS } from './texts.ts';

/** What is shown of an adoption: the plan, how sure the suggestions are, and the results. */
export interface Shown {
  readonly rows: readonly PlanRow[];
  readonly suggestions: ReadonlyMap<PlanRow, Suggestion>;
  /** Empty while nothing has been applied. */
  readonly applied: ReadonlyMap<PlanRow, Applied>;
}

const TITLES = {
  en: ['item', 'tariff', 'license or account', 'name', 'verdict', 'why'],
  ru: ['услуга', 'тариф', 'лицензия или запись', 'имя', 'решение', 'почему'],
};
const SURE_TITLE = { en: 'sure', ru: 'уверенность' };

export function asTable({ rows, suggestions, applied }: Shown, ctx: CliContext): string {
  const { language } = ctx;
  const withSure = suggestions.size > 0;
  const titles = [...TITLES[language], ...(withSure ? [SURE_TITLE[language]] : [])];
  const cells = rows.map(row => {
    const suggestion = suggestions.get(row);
    const found = suggestion?.by.map(mark => markText(mark, language)).join(', ') ?? '';
    const sure = suggestion ? `${sureText(suggestion.sure, language)}: ${found}` : '';
    return [
      row.item,
      row.tariff,
      row.id,
      row.name,
      verdictText(row, applied.get(row), ctx),
      why(row, applied.get(row)?.fault ?? null, ctx),
      ...(withSure ? [sure] : []),
    ];
  });
  const prose = new Set([1, 3, 5, 6]);
  const columns = titles.map((title, index) => ({
    title,
    ...(index === 0 ? { align: 'right' as const } : {}),
    ...(prose.has(index) ? { isProse: true as const } : {}),
  }));
  return renderTable(columns, cells, { width: ctx.stdout.columns, styled: ctx.stdout.styled });
}

function verdictText(row: PlanRow, applied: Applied | undefined, { language }: CliContext): string {
  if (!applied) return VERDICTS[row.verdict][language];
  if (applied.fault) return { en: 'failed', ru: 'не удалось' }[language];
  if (row.verdict === 'switch') return { en: 'prepared', ru: 'подготовлено' }[language];
  return { en: 'bound', ru: 'связано' }[language];
}

function why(row: PlanRow, fault: Fault | null, { language }: CliContext): string {
  if (fault) return faultText(fault, language);
  const reasons = row.reasons.map(reason => reasonText(reason, language));
  const effects = row.effects.map(effect => effectText(effect, language));
  return [...reasons, ...effects].join('; ');
}

export function asJson({ rows, suggestions, applied }: Shown): unknown {
  return rows.map(row => {
    const suggestion = suggestions.get(row);
    const outcome = applied.get(row);
    return {
      item: row.item,
      [row.kind]: row.id,
      line: row.line,
      verdict: row.verdict,
      reasons: row.reasons,
      effects: row.effects,
      itemtype: row.itemtype,
      module: row.module,
      ...(row.from === row.module ? {} : { from: row.from }),
      tariff: row.tariff,
      name: row.name,
      ip: row.ip,
      ...(suggestion ? { sure: suggestion.sure, by: suggestion.by } : {}),
      ...(outcome
        ? {
            bound: outcome.fault === null && row.verdict === 'bind',
            fault: outcome.fault && { type: outcome.fault.type, text: outcome.fault.message },
          }
        : {}),
    };
  });
}
