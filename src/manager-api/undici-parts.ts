import { setFlagsFromString } from 'node:v8';
import UndiciClient from 'undici/lib/dispatcher/client.js';

/*
 * The parts of undici that are used: the whole package takes four times as long to load, and it is
 * loaded in every call. A piece of its own in the executable, so it imports nothing of ours.
 */
export { default as connectorOf } from 'undici/lib/core/connect.js';
export { UndiciClient };

/**
 * V8's option, in roughly the bytes of code that run: how long WebAssembly runs before it is
 * compiled again, for speed.
 */
const TIERING_BUDGET = '--wasm-tiering-budget';
const USUAL_BUDGET = 13_000_000;
/** Three hundred answers in place of four. */
const PATIENT_BUDGET = 1_000_000_000;

/**
 * Runs what makes undici's parser. V8 would compile it again after four answers, which takes a
 * processor 60 ms and the process its end that long, and few processes are there to gain by it. The
 * option holds for what is made meanwhile; afterwards it is what it was, for it is part of the
 * fingerprint of code caches.
 */
export function withPatientParser<T>(make: () => T): T {
  setFlagsFromString(`${TIERING_BUDGET}=${PATIENT_BUDGET}`);
  try {
    return make();
  } finally {
    setFlagsFromString(`${TIERING_BUDGET}=${USUAL_BUDGET}`);
  }
}
