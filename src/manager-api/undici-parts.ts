import UndiciClient from 'undici/lib/dispatcher/client.js';

/*
 * The parts of undici that are used: the whole package takes four times as long to load, and it is
 * loaded in every call. A chunk of its own in the executable, so it imports nothing of ours.
 */
export { default as connectorOf } from 'undici/lib/core/connect.js';
export { UndiciClient };
