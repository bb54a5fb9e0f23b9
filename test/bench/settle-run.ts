import { earliestRunDate } from '#shared/domain/settlement/run';
import { PERIOD } from './seed.ts';

/** The day and the instant of the bench's runs. */
export const RUN_ON = earliestRunDate(PERIOD);
export const RUN_AT = `${RUN_ON}T08:00:00.000Z`;
