// Handing a video to another app: the file where the device takes files, else its address.

import type { Link } from './link.svelte';

export type Shared = 'shared' | 'ready' | 'copied' | 'given-up';

/** What the button does next. */
export type Stage = 'idle' | 'fetching' | 'ready';

export class Sharing {
  stage = $state<Stage>('idle');
  /** 0 to 1 of the file, while it is fetched. */
  share = $state(0);
  #file: File | null = null;

  /**
   * To be called by a tap. A device hands a file on only shortly after a tap: where fetching took too long, the file is
   * kept (`ready`) and the next tap hands it on. Throws what fetching or copying throws.
   */
  async run(link: Link, text: string): Promise<Shared> {
    if (!takesFiles()) return await this.#address(link);
    if (!this.#file) {
      this.stage = 'fetching';
      try {
        this.#file = await this.#fetched(link);
      } finally {
        this.stage = this.#file ? 'ready' : 'idle';
      }
    }
    try {
      await navigator.share({ files: [this.#file], text });
      return 'shared';
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (error.name === 'AbortError') return 'given-up';
      if (error.name === 'NotAllowedError') return 'ready';
      return await this.#address(link);
    }
  }

  async #address(link: Link): Promise<Shared> {
    if (!link.isFresh) await link.renew();
    if (!link.path) throw new TypeError('no address');
    await navigator.clipboard.writeText(link.address);
    return 'copied';
  }

  async #fetched(link: Link): Promise<File> {
    if (!link.isFresh) await link.renew();
    const answer = await fetch(link.path ?? '');
    if (!answer.ok || !answer.body) throw new TypeError(`HTTP ${answer.status}`);
    const parts: BlobPart[] = [];
    let had = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value as BlobPart);
      had += value.byteLength;
      this.share = link.byteCount ? had / link.byteCount : 0;
    }
    return new File(parts, link.name || 'short.mp4', { type: 'video/mp4' });
  }
}

function takesFiles(): boolean {
  if (!navigator.canShare) return false;
  return navigator.canShare({ files: [new File([''], 'short.mp4', { type: 'video/mp4' })] });
}
