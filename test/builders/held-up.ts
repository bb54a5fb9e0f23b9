import type { Told } from './county.ts';

export interface Answer {
  readonly status: number;
  readonly body: Told;
}

/**
 * A request whose process stops somewhere, for as long as one likes. `stopAt` puts the pause where that is: what it
 * hands over is to be awaited there.
 * @returns how to let it go on, to its answer.
 */
export const heldUpAt = async (
  asked: PromiseLike<{ status: number; body: unknown }>,
  stopAt: (pause: () => Promise<void>) => void,
): Promise<() => Promise<Answer>> => {
  let goOn: () => void = () => undefined;
  const woken = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const stopped = new Promise<void>((resolve) => {
    stopAt(() => {
      resolve();
      return woken;
    });
  });
  const answered = asked.then(({ status, body }) => ({ status, body: body as Told }));
  await stopped;
  return async () => {
    goOn();
    return answered;
  };
};
