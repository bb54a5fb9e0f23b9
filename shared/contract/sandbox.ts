import { z } from 'zod';
import { instant } from './common.ts';
import { endpoint } from './endpoint.ts';

const tag = 'Sandbox';

/** Days beyond it are no days anywhere else in this contract. */
const LAST = Date.parse('2199-12-31T00:00:00Z');

const now = z.object({ now: instant }).meta({ id: 'SandboxClock' });

export const turnSandboxClock = endpoint({
  id: 'turnSandboxClock',
  method: 'put',
  path: '/v1/sandbox/clock',
  tag,
  summary: 'Move the clock forward, as if the time had passed: what falls due is handed to the workers',
  may: 'turnSandboxClock',
  body: z.strictObject({ now: instant.refine((text) => Date.parse(text) < LAST, 'must be before 2199-12-31') }),
  success: { status: 200, body: now },
  refusals: ['CLOCK_NOT_FORWARD'],
});

export const readSandboxClock = endpoint({
  id: 'readSandboxClock',
  method: 'get',
  path: '/v1/sandbox/clock',
  tag,
  summary: 'What time it is in the sandbox',
  may: 'turnSandboxClock',
  success: { status: 200, body: now },
});

export const readSandboxIdle = endpoint({
  id: 'readSandboxIdle',
  method: 'get',
  path: '/v1/sandbox/idle',
  tag,
  summary: '200 once nothing is left to do, 202 and what is waited for before',
  may: 'turnSandboxClock',
  success: {
    status: 200,
    body: z
      .object({ idle: z.boolean(), waiting: z.record(z.string(), z.int()).optional() })
      .meta({ id: 'SandboxIdle' }),
  },
});
