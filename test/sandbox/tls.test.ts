import { request } from 'node:https';
import { expect, test } from 'vitest';
import { makeCertificates } from '../manager-api/certificates.ts';
import { sandboxFor } from './helpers.ts';

test('with a certificate the upstream speaks HTTPS, and the module is told so', async () => {
  const { ca, good } = makeCertificates();
  const sandbox = await sandboxFor({ tls: good });
  expect(sandbox.url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  const body = await new Promise<string>((resolve, reject) => {
    const call = request(
      `${sandbox.url}?func=pricelist.export&pricelist=3541&out=xml`,
      { ca },
      answer => {
        let text = '';
        answer.on('data', chunk => {
          text += chunk;
        });
        answer.on('end', () => resolve(text));
      },
    );
    call.on('error', reject).end();
  });
  expect(body).toContain('<id>3541</id>');
});
