// How long Redis may take.

/** Milliseconds for an answer. */
export const PATIENCE = 2000;

/** No answer came in time. */
export class Late extends Error {
  constructor() {
    super('there was no answer in time');
  }
}

/** What is promised; throws `Late` where it takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late()), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
