// The id of an event, which is also the cursor of whoever has seen it.

/** `<milliseconds>-<sequence>`, compared as two integers. */
export class Cursor {
  /** Since 1970, by the broker's clock. */
  readonly milliseconds: number;
  readonly sequence: number;

  constructor(milliseconds: number, sequence: number) {
    this.milliseconds = milliseconds;
    this.sequence = sequence;
  }

  /**
   * Reads a cursor; nothing where it is none. Integers above 2^53 are none: no event has such an id,
   * and a cursor of no event is a reset either way.
   */
  static parse(text: string): Cursor | undefined {
    const [, milliseconds, sequence] = /^(\d+)-(\d+)$/.exec(text) ?? [];
    const cursor = new Cursor(Number(milliseconds), Number(sequence));
    const held = Number.isSafeInteger(cursor.milliseconds) && Number.isSafeInteger(cursor.sequence);
    return held ? cursor : undefined;
  }

  /** The id of the event after this one: never back, also when the clock goes back. */
  next(now: number): Cursor {
    return now > this.milliseconds
      ? new Cursor(now, 0)
      : new Cursor(this.milliseconds, this.sequence + 1);
  }

  /** Below 0 where this is before another, above 0 where it is behind. */
  compare(other: Cursor): number {
    return this.milliseconds - other.milliseconds || this.sequence - other.sequence;
  }

  isBefore(other: Cursor): boolean {
    return this.compare(other) < 0;
  }

  equals(other: Cursor): boolean {
    return this.compare(other) === 0;
  }

  toString(): string {
    return `${this.milliseconds}-${this.sequence}`;
  }
}
