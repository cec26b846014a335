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

const ROW = `<elem>${'<name attribute="x">A &amp; B</name>'.repeat(29)}</elem>`;

describe('what a document would cost is counted before it is read', () => {
  it.each([
    ['elements', `<doc>${'<a/>'.repeat(400_000)}</doc>`, 'too many elements'],
    ['tags that are none', '<'.repeat(400_001), 'too many elements'],
    ['attributes', `<doc>${'<a b="" c=""/>'.repeat(100_001)}</doc>`, 'too many attributes'],
    [
      'references',
      `<doc>${`<a>${'&#49;'.repeat(40)}</a>`.repeat(10_001)}</doc>`,
      'too many references',
    ],
    ['one text', `<doc><a>${'x'.repeat(263_000)}</a></doc>`, 'a text without end in it'],
    ['one tag', `<doc a="${'x'.repeat(263_000)}"/>`, 'a text without end in it'],
    ['what is behind the last tag', `<doc/>${' '.repeat(263_000)}`, 'a text without end in it'],
  ])('%s', (_, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
    expect(reasonOf(text, parseXml)).toBe(reason);
  });

  it('a page of 5000 licenses is within it', () => {
    expect(reasonOf(`<doc>${ROW.repeat(5000)}</doc>`)).toBe('it was read');
  });
});
