import { describe, expect, it } from '@jest/globals';
import { isStoreAway } from '#shared/persistence/faults';

const fault = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

describe('a store that does not answer', () => {
  it.each([
    ['a connection that broke', fault('MongoNetworkError')],
    ['a bulk whose connection broke', fault('MongoBulkWriteError', { writeErrors: [] })],
    [
      'a bulk that no majority has kept',
      fault('MongoBulkWriteError', { writeErrors: [{ code: 11000 }], result: { getWriteConcernError: () => ({}) } }),
    ],
    ['a socket without a process behind it', fault('Error', { code: 'EPIPE' })],
  ])('is told from a fault of ours: %s', (_, error) => {
    expect(isStoreAway(error)).toBe(true);
  });

  it.each([
    ['an id that is there already', fault('MongoBulkWriteError', { writeErrors: [{ code: 11000 }] })],
    ['a slip of the code', new TypeError('x is not a function')],
    ['something that is no error', 'away'],
  ])('is not seen in %s', (_, error) => {
    expect(isStoreAway(error)).toBe(false);
  });
});
