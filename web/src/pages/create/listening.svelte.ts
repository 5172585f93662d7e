// One piece of music at a time, on a page where many can be heard.

export class Listening {
  /** The mood that is being heard. */
  mood: string | null = $state(null);
  /** True while the last one asked for could not be played. */
  isSilent = $state(false);
  #sound: HTMLAudioElement | null = null;

  toggle(mood: string): void {
    if (this.mood === mood) this.stop();
    else void this.#play(mood);
  }

  stop(): void {
    this.#sound?.pause();
    this.#sound = null;
    this.mood = null;
  }

  async #play(mood: string): Promise<void> {
    this.stop();
    const sound = (this.#sound = new Audio(`/api/music/${encodeURIComponent(mood)}`));
    this.mood = mood;
    this.isSilent = false;
    sound.onended = () => this.#sound === sound && this.stop();
    try {
      await sound.play();
    } catch {
      if (this.#sound !== sound) return;
      this.stop();
      this.isSilent = true;
    }
  }
}
