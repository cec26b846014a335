import { readFileSync } from 'node:fs';
import fastify from 'fastify';

/**
 * What any server of the same library can do at best: `node bare.ts FILE` sends the file's bytes,
 * and nothing else. Prints its port.
 */
const body = readFileSync(process.argv[2] ?? '');
const app = fastify();
app.get('/billmgr', (_request, reply) => {
  reply.header('content-type', 'text/xml; charset=UTF-8').send(body);
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
console.log(typeof address === 'object' ? address?.port : '');
