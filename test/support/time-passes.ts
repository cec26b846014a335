import Database from 'better-sqlite3';

interface Moment {
  readonly boot: string;
  readonly uptimeMs: number;
  readonly at: string;
}

/**
 * Lets time pass for what is in doubt, and for what is remembered: the state file then says that
 * each step was sent, and looked for, so much longer ago on the machine's own scale, and each fact
 * stored. Nobody has it open meanwhile.
 */
export function letTimePassInState(file: string, minutes: number): void {
  const state = new Database(file, { fileMustExist: true });
  const earlier = (text: string): string => {
    const moments = JSON.parse(text) as Moment[];
    return JSON.stringify(
      moments.map(each => ({ ...each, uptimeMs: each.uptimeMs - minutes * 60_000 })),
    );
  };
  try {
    for (const row of state
      .prepare<[], { id: number; sendings: string; looks: string }>(
        'SELECT id, sendings, looks FROM step WHERE result IS NULL',
      )
      .all())
      state
        .prepare('UPDATE step SET sendings = ?, looks = ? WHERE id = ?')
        .run(earlier(row.sendings), earlier(row.looks), row.id);
    for (const { key, stored_at } of state
      .prepare<[], { key: string; stored_at: string }>('SELECT key, stored_at FROM fact')
      .all())
      state
        .prepare('UPDATE fact SET stored_at = ? WHERE key = ?')
        .run(new Date(Date.parse(stored_at) - minutes * 60_000).toISOString(), key);
  } finally {
    state.close();
  }
}
