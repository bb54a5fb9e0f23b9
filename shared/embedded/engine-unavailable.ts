/** The embedded engines cannot run on this machine. The message is written for the person at the terminal. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';

  /** What happened, without the advice; travels from a host process to its starter. */
  readonly what: string;

  constructor(what: string) {
    super(
      `${what}\n` +
        'The embedded engines need Linux (x64 or arm64) with glibc 2.36 or newer, and the optional npm packages.\n' +
        'Instead, give addresses of your own: MONGODB_URI=mongodb://… and REDIS_URL=redis://…, or run `docker compose up`.',
    );
    this.what = what;
  }
}
