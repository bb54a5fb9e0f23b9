import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Depths } from '#shared/queues/depths';

export interface Metrics {
  readonly observe: (operation: string, status: number, seconds: number) => void;
  readonly serve: RequestHandler;
}

export interface MetricsOptions {
  /** Memory, event loop and the like, of this process; left out where several applications share one. */
  readonly process?: boolean;
  readonly depths?: () => Promise<Depths | undefined>;
}

const gaugeDepths = (registry: Registry, depths: () => Promise<Depths | undefined>) =>
  new Gauge({
    name: 'valinta_queue_jobs',
    help: 'Nudges by queue and state; absent while Redis is away',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [queue, states] of Object.entries((await depths()) ?? {})) {
        for (const [state, count] of Object.entries(states)) this.set({ queue, state }, count);
      }
    },
  });

/** Numbers for Prometheus. Labels are operations and statuses: never an id, an address or anything of a person. */
export const createMetrics = ({ process = false, depths }: MetricsOptions = {}): Metrics => {
  const registry = new Registry();
  if (process) collectDefaultMetrics({ register: registry });
  if (depths !== undefined) gaugeDepths(registry, depths);
  const requests = new Histogram({
    name: 'valinta_http_request_seconds',
    help: 'Time to answer, by operation and status',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    observe: (operation, status, seconds) => requests.observe({ operation, status }, seconds),
    serve: async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics());
    },
  };
};
