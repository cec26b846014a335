import { createHash } from 'node:crypto';
import type { Language } from '../../base/localized-text.ts';
import { oneLine } from '../../base/plain-text.ts';
import { LABELS, PAGES, type PageName } from './page-texts.ts';

export interface PageFacts {
  readonly language: Language;
  /** The conf's `contact`; '' for none. */
  readonly contact: string;
  /** What the page is about, one line each, in this order; empty values are left out. */
  readonly rows?: readonly (readonly [label: keyof typeof LABELS, value: string])[];
  /**
   * Where a person may order; '' for no such button. Never a value of the query: built from the
   * conf.
   */
  readonly orderPage?: string;
}

const STYLE = `
:root{color-scheme:light dark;--back:#f3f5f8;--card:#fff;--text:#1d2733;--soft:#5c6b7c;
  --line:#e2e7ee;--good:#15803d;--calm:#b45309;--bad:#b42318;--link:#1d5fd1}
@media(prefers-color-scheme:dark){:root{--back:#12171e;--card:#1c232d;--text:#e8edf3;
  --soft:#9fadbd;--line:#303b49;--good:#4ade80;--calm:#fbbf24;--bad:#f87171;--link:#2f6fe0}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;
  padding:24px 16px;background:var(--back);color:var(--text);
  font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:32rem;background:var(--card);border:1px solid var(--line);
  border-top:5px solid var(--tone);border-radius:12px;padding:28px 24px}
h1{margin:0 0 12px;font-size:1.45rem;line-height:1.25;overflow-wrap:anywhere}
p{margin:0 0 18px}
dl{margin:0 0 20px;border-top:1px solid var(--line)}
dl div{display:flex;justify-content:space-between;gap:16px;padding:9px 0;
  border-bottom:1px solid var(--line)}
dt{color:var(--soft);white-space:nowrap}
dd{margin:0;text-align:right;font-weight:600;overflow-wrap:anywhere}
a.button{display:block;text-align:center;padding:13px 18px;border-radius:8px;
  background:var(--link);color:#fff;text-decoration:none;font-weight:600}
small a{color:inherit}
a.button:focus-visible{outline:3px solid var(--text);outline-offset:2px}
small{display:block;margin-top:18px;color:var(--soft);overflow-wrap:anywhere}
.good{--tone:var(--good)}.calm{--tone:var(--calm)}.bad{--tone:var(--bad)}
`.trim();

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but the page's own style may be loaded or run, and nobody may frame it. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=UTF-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'no-store',
};

/** A page that a phone shows well. Every value is escaped here. */
export function renderPage(name: PageName, facts: PageFacts): string {
  const { tone, title, text } = PAGES[name];
  const { language } = facts;
  const heading = escapeHtml(title[language]);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<main class="${tone}">
<h1>${heading}</h1>
<p>${escapeHtml(text[language])}</p>
${rowsHtml(facts)}${buttonHtml(facts)}${contactHtml(facts)}</main>
</body>
</html>
`;
}

function rowsHtml({ rows = [], language }: PageFacts): string {
  const shown = rows.filter(([, value]) => value !== '');
  if (shown.length === 0) return '';
  const lines = shown.map(
    ([label, value]) =>
      `<div><dt>${escapeHtml(LABELS[label][language])}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl>\n${lines.join('\n')}\n</dl>\n`;
}

function buttonHtml({ orderPage = '', language }: PageFacts): string {
  if (orderPage === '') return '';
  return `<a class="button" rel="noreferrer" href="${escapeHtml(orderPage)}">${escapeHtml(LABELS.orderPage[language])}</a>\n`;
}

function contactHtml({ contact, language }: PageFacts): string {
  if (contact === '') return '';
  const shown = contact.split(' ').map(linked).join(' ');
  return `<small>${escapeHtml(LABELS.contact[language])} ${shown}</small>\n`;
}

const MAIL_ADDRESS = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;
const WEB_ADDRESS = /^https?:\/\/[^\s"'<>]+$/;

/** A word of the conf's `contact`: addresses can be touched. */
function linked(word: string): string {
  const [, text = '', tail = ''] = /^(.*?)([,;.]*)$/s.exec(word) ?? [];
  const target = MAIL_ADDRESS.test(text) ? `mailto:${text}` : WEB_ADDRESS.test(text) ? text : '';
  if (target === '') return escapeHtml(word);
  return `<a href="${escapeHtml(target)}" rel="noreferrer">${escapeHtml(text)}</a>${escapeHtml(tail)}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, each => ENTITIES[each] ?? each);
}
