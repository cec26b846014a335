import { describe, expect, it, vi } from 'vitest';
import { HttpConnection } from '../../src/manager-api/http-connection.ts';
import { rehearse } from '../../src/manager-api/rehearsal.ts';

describe('a rehearsal', () => {
  it('goes through two whole exchanges and reaches nobody', async () => {
    const post = vi.spyOn(HttpConnection.prototype, 'post');
    const connect = vi.spyOn((await import('node:net')).Socket.prototype, 'connect');
    await rehearse();
    const answers = await Promise.all(post.mock.results.map(({ value }) => value));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(connect).not.toHaveBeenCalled();
  });
});
