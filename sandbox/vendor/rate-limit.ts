import { PanelError } from '../store/panel-error.ts';

/** Refuses more than so many requests in a second ("the upstream limits the rate"). */
export class RateLimit {
  private second = 0;
  private count = 0;

  /** Throws PanelError `limit`; 0 lets everything through. */
  require(perSecond: number): void {
    if (perSecond === 0) return;
    const second = Math.floor(Date.now() / 1000);
    this.count = second === this.second ? this.count + 1 : 1;
    this.second = second;
    if (this.count > perSecond)
      throw new PanelError('limit', 'rate', String(perSecond), 'Too many requests');
  }
}
