import { describe, expect, it } from 'vitest';
import { refuseTooMuch } from '../../src/manager-api/answer-limits.ts';
import { AnswerUnreadable } from '../../src/manager-api/answer-unreadable.ts';
import { parseXml } from '../../src/manager-api/xml.ts';

function reasonOf(text: string, read: (text: string) => unknown = refuseTooMuch): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AnswerUnreadable) return error.reason;
    throw error;
  }
  return 'it was read';
}

/** A row of a list with many columns. */
const ROW = `<elem>${'<column>some twenty letters </column>'.repeat(29)}</elem>`;

describe('what a document would cost is counted before it is read', () => {
  const MUCH = 'more in it than is ever sent';
  const ENDLESS = 'a text without end in it';

  it.each([
    ['elements', `<doc>${'<a/>'.repeat(240_000)}</doc>`, MUCH],
    ['tags that are none', '<'.repeat(260_000), MUCH],
    ['attributes', `<doc>${'<a b="" c=""/>'.repeat(80_000)}</doc>`, MUCH],
    ['references', `<doc>${`<a>${'&#49;'.repeat(40)}</a>`.repeat(6000)}</doc>`, MUCH],
    ['texts', `<doc>${`<a>${'x'.repeat(100_000)}</a>`.repeat(81)}</doc>`, MUCH],
    ['one text', `<doc><a>${'x'.repeat(263_000)}</a></doc>`, ENDLESS],
    ['one tag', `<doc a="${'x'.repeat(263_000)}"/>`, ENDLESS],
    ['what is behind the last tag', `<doc/>${' '.repeat(263_000)}`, ENDLESS],
  ])('%s', (_, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
    expect(reasonOf(text, parseXml)).toBe(reason);
  });

  it('the longest page of licenses that is asked for is within it', () => {
    expect(reasonOf(`<doc>${ROW.repeat(2000)}</doc>`)).toBe('it was read');
  });
});
