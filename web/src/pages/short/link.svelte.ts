// A link to a stored file, which lives for a while and is made anew before it ends, or when it is refused.

import { api, must } from '../../api/client';
import { ApiError } from '../../api/problem';

// A link is not left to its last minute: what is begun with it shall have time.
const SPARE_MS = 60_000;

export class Link {
  /** On this service; null until it is known. */
  path = $state<string | null>(null);
  name = $state('');
  byteCount = $state(0);
  expiresAt = $state<string | null>(null);
  /** True once there is no such file any more. */
  isGone = $state(false);

  readonly #assetId: string;
  readonly #download: boolean;

  constructor(assetId: string, options: { download?: boolean; path?: string | null } = {}) {
    this.#assetId = assetId;
    this.#download = options.download ?? false;
    this.path = options.path ?? null;
  }

  /** Everything of it is known, and it still lives. */
  get isFresh(): boolean {
    return this.expiresAt !== null && Date.parse(this.expiresAt) - Date.now() > SPARE_MS;
  }

  /** The same for whoever is elsewhere. */
  get address(): string {
    return new URL(this.path ?? '', location.href).href;
  }

  /** Ask for it anew; what there is stays where it cannot be had. */
  async renew(): Promise<void> {
    const params = { path: { asset_id: this.#assetId }, query: { download: this.#download } };
    try {
      const link = must(await api.GET('/api/assets/{asset_id}/link', { params }));
      this.path = link.path;
      this.name = link.name;
      this.byteCount = link.byteCount;
      this.expiresAt = link.expiresAt;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.isGone = true;
    }
  }

  /** Keep it fresh for whoever looks at the page, until the returned function is called. */
  keep(): () => void {
    const look = (): void => {
      if (document.visibilityState === 'visible' && !this.isFresh && !this.isGone) void this.renew();
    };
    look();
    const timer = setInterval(look, SPARE_MS / 2);
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }
}
