import { MeituanWorld, type WorldSnapshot } from '../meituan/world.ts';
import type { PlatformHost } from '../platform.ts';
import { newApp, TAKE_AWAY, type AppSettings, type TsccApp } from './apps.ts';
import { TsccPushes } from './pushes.ts';
import { TokenBook, type TokenSnapshot } from './tokens.ts';

interface TsccSnapshot {
  takeAway: WorldSnapshot<TsccApp>;
  tokens: TokenSnapshot;
}

/** The same take-away business as at Meituan's other gateway, with the tokens of this one. */
export class TsccWorld {
  readonly takeAway: MeituanWorld<TsccApp>;
  readonly tokens = new TokenBook();

  constructor(host: PlatformHost) {
    this.takeAway = new MeituanWorld<TsccApp>(host, new TsccPushes(host.pushes), '1610');
  }

  changed(): void {
    this.takeAway.changed();
  }

  /** Registers an app or replaces its settings; orders, tokens and the opening state of its shops stay. */
  putApp(developerId: string, settings: AppSettings): TsccApp {
    const app = this.takeAway.putApp(newApp(developerId, settings));
    for (const { ePoiId, appAuthToken, refreshToken = `${appAuthToken ?? ''}-refresh` } of settings.shops) {
      if (appAuthToken === undefined) continue;
      const grantee = { developerId, ePoiId, businessId: TAKE_AWAY };
      this.tokens.plant(grantee, { accessToken: appAuthToken, refreshToken }, Date.now(), app.tokens);
    }
    this.changed();
    return app;
  }

  snapshot(): TsccSnapshot {
    return { takeAway: this.takeAway.snapshot(), tokens: this.tokens.snapshot() };
  }

  restore(snapshot: TsccSnapshot): void {
    this.takeAway.restore(snapshot.takeAway);
    this.tokens.restore(snapshot.tokens);
  }
}
