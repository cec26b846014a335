/** Text for a terminal: nothing that the data carries may steer it. */
export function plain(text: string): string {
  // control characters and marks that turn the direction of text
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}

/** Columns under their heads; nothing for no rows but a word. */
export function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly unknown[])[],
): void {
  say(title);
  if (rows.length === 0) {
    say('  none\n');
    return;
  }
  say(columns([heads, ...rows]));
  say('');
}

/** Rows as indented lines, each column as wide as its widest text. */
export function columns(rows: readonly (readonly unknown[])[]): string {
  const texts = rows.map(row => row.map(cell => plain(String(cell ?? ''))));
  const widths = texts[0]?.map((_, column) =>
    Math.max(...texts.map(row => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join('  ')}`.trimEnd();
  return texts.map(line).join('\n');
}

/** Enough of a license key to tell two apart. */
export const maskKey = (key: string): string => (key === '' ? '' : `***${key.slice(-4)}`);
