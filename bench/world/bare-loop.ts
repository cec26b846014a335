import { Agent, request } from 'node:http';

/**
 * What any comparison of two sides has to download, and nothing more: the list page by page, then
 * the form of each changed license, over one connection. Nothing is parsed, compared or kept.
 * Arguments: url, rows a page, licenses, every which of them has changed (0: none).
 */
const [url = '', rows = '500', licenses = '0', changedEvery = '0'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const pages =
  Math.ceil(Number(licenses) / Number(rows)) + (Number(licenses) % Number(rows) === 0 ? 1 : 0);
for (let page = 1; page <= pages; page += 1)
  await post({ func: 'soft', p_num: String(page), p_cnt: rows });
const step = Number(changedEvery);
for (let id = step; step > 0 && id <= Number(licenses); id += step)
  await post({ func: 'soft.edit', elid: String(id) });
agent.destroy();

function post(form: Record<string, string>): Promise<void> {
  const body = new URLSearchParams({
    ...form,
    out: 'xml',
    authinfo: 'bench:bench-password',
  }).toString();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = request(url, { method: 'POST', agent, headers }, response => {
      response.on('data', () => undefined);
      response.on('end', resolve);
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
