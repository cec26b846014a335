import { chance } from '../store/random.ts';
import { Settings, UPSTREAM_SETTINGS, type UpstreamSetting } from '../store/settings.ts';
import { Store } from '../store/store.ts';
import { SandboxClock } from '../store/time.ts';
import { fillUpstream } from './fill.ts';
import { UPSTREAM_SCHEMA } from './schema.ts';

/** Everything that the functions of the upstream stand on. */
export interface UpstreamWorld {
  readonly store: Store;
  readonly settings: Settings<UpstreamSetting>;
  readonly clock: SandboxClock;
}

/** One request, after its login was accepted. */
export interface UpstreamCall {
  readonly id: number;
  readonly func: string;
  readonly user: string;
  readonly params: ReadonlyMap<string, string>;
}

export function openUpstream(path: string): UpstreamWorld {
  const store = new Store(path, UPSTREAM_SCHEMA);
  fillUpstream(store);
  const settings = new Settings(store, UPSTREAM_SETTINGS);
  return { store, settings, clock: new SandboxClock(settings) };
}

/**
 * One of two answers that production gives for the same thing: by the setting, or by chance, the
 * same in the same run.
 */
export function variant<Choice extends string>(
  world: UpstreamWorld,
  setting: UpstreamSetting,
  call: UpstreamCall,
  first: Choice,
  second: Choice,
): Choice {
  const wanted = world.settings.get(setting);
  if (wanted === first) return first;
  if (wanted === second) return second;
  return chance(world.settings.get('seed'), setting, call.id) < 0.5 ? first : second;
}
