import UndiciClient from 'undici/lib/dispatcher/client.js';

/*
 * The parts of undici that we use: the whole package takes four times as long to load, in every
 * call. This is a chunk of its own in the executable, so it imports nothing of ours.
 */
export { default as connectorOf } from 'undici/lib/core/connect.js';
export { UndiciClient };
