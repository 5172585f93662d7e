// Two videos that play in step: the longer one leads, the other follows it wherever it goes.

// Below this nobody sees it; setting a video to a time costs it a hitch.
const APART_SECONDS = 0.12;

export class Together {
  isPlaying = $state(false);
  position = $state(0);
  duration = $state(0);

  #videos: HTMLVideoElement[] = [];

  /** An attachment of each of the two. */
  take = (video: HTMLVideoElement): (() => void) => {
    this.#videos.push(video);
    const measure = (): void => this.#measure();
    const step = (): void => this.#step(video);
    const end = (): void => this.#end(video);
    video.addEventListener('loadedmetadata', measure);
    video.addEventListener('timeupdate', step);
    video.addEventListener('ended', end);
    return () => {
      this.#videos = this.#videos.filter((each) => each !== video);
      video.removeEventListener('loadedmetadata', measure);
      video.removeEventListener('timeupdate', step);
      video.removeEventListener('ended', end);
    };
  };

  async toggle(): Promise<void> {
    if (this.isPlaying) {
      this.pause();
      return;
    }
    if (this.position >= this.duration - APART_SECONDS) this.seek(0);
    this.isPlaying = true;
    const playable = this.#videos.filter((video) => video.currentTime < video.duration);
    await Promise.all(playable.map((video) => video.play().catch(() => {})));
    if (playable.every((video) => video.paused)) this.isPlaying = false;
  }

  pause(): void {
    this.isPlaying = false;
    for (const video of this.#videos) video.pause();
  }

  seek(seconds: number): void {
    this.position = seconds;
    for (const video of this.#videos) video.currentTime = Math.min(seconds, video.duration || 0);
  }

  get #leader(): HTMLVideoElement | undefined {
    return this.#videos.reduce<HTMLVideoElement | undefined>(
      (best, video) => (best && (best.duration || 0) >= (video.duration || 0) ? best : video),
      undefined,
    );
  }

  #measure(): void {
    this.duration = this.#leader?.duration || 0;
  }

  #step(video: HTMLVideoElement): void {
    if (video !== this.#leader || !this.isPlaying) return;
    this.position = video.currentTime;
    for (const other of this.#videos) {
      if (other === video || other.ended) continue;
      if (Math.abs(other.currentTime - video.currentTime) > APART_SECONDS) other.currentTime = video.currentTime;
    }
  }

  #end(video: HTMLVideoElement): void {
    if (video !== this.#leader) return;
    this.position = this.duration;
    this.pause();
  }
}
