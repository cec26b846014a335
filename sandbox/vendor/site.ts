import type { Side } from '../faults/rules.ts';
import type { El } from '../store/document.ts';
import type { Store } from '../store/store.ts';
import { answerUpstream } from './functions.ts';
import type { RateLimit } from './rate-limit.ts';
import { requireUser, type UpstreamRequest } from './request.ts';
import type { UpstreamWorld } from './world.ts';

/**
 * A manager that the sandbox's server answers for: each has a store, with faults and a call log of
 * its own.
 */
export interface Site {
  readonly side: Side;
  readonly store: Store;
  /** What the call log keeps of a request's params. */
  loggedParams(params: ReadonlyMap<string, string>): Readonly<Record<string, string>>;
  /** Throws PanelError. */
  answer(call: number, request: UpstreamRequest): El;
  /** The level of whoever calls, as an error's `stack` tells it. */
  readonly level: number;
  /** The path of the manager. */
  readonly binary: string;
  /** Answers repeat what they were asked. */
  echoes(): boolean;
}

/** A reseller is a client of the vendor. */
const CLIENT_LEVEL = 16;

export function upstreamSite(world: UpstreamWorld, rate: RateLimit): Site {
  return {
    side: 'upstream',
    store: world.store,
    level: CLIENT_LEVEL,
    binary: '/billmgr',
    echoes: () => world.settings.get('tparams') === 'on',
    loggedParams: params => Object.fromEntries(params),
    answer(id, request) {
      const user = requireUser(world, request);
      rate.require(world.settings.number('rate_limit'));
      return answerUpstream(world, { id, func: request.func, user, params: request.params });
    },
  };
}
