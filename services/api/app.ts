import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import type { Deps } from './deps.ts';
import { allRoutes } from './features/index.ts';
import { docsPage } from './http/docs-page.ts';
import { faults, notFound } from './http/faults.ts';
import { healthz, readyz, type Probes } from './http/health.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { mount } from './http/mount.ts';
import { openApiDocument } from './http/openapi.ts';
import type { Route } from './http/route.ts';
import { dataHeaders } from './http/security-headers.ts';

export interface AppDeps extends Deps {
  readonly probes: Probes;
  readonly metrics?: Metrics;
  /** True once the process is on its way out: readiness then says so. */
  readonly stopping?: () => boolean;
}

/** Each request gets a name of ours; what a caller sends as one could be anything. */
const named: RequestHandler = (_request, response, next) => {
  const requestId = randomUUID();
  response.locals['requestId'] = requestId;
  response.set('X-Request-Id', requestId);
  next();
};

const saysTestData: RequestHandler = (_request, response, next) => {
  response.set('Valinta-Sandbox', 'test data');
  next();
};

const document = (routes: readonly Route[], sandbox: boolean): RequestHandler => {
  const shapes = routes.map(({ shape }) => shape);
  const text = JSON.stringify(openApiDocument(shapes, { sandbox }));
  return (_request, response) => {
    response.type('json').send(text);
  };
};

/** The application, from what it is given and nothing else, so that a test builds it in a line. */
export const buildApp = (deps: AppDeps, routes: readonly Route[] = allRoutes(deps)): Express => {
  const { env, log, auth, probes, metrics = createMetrics(), stopping = () => false } = deps;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('trust proxy', env.http.trustProxy);
  app.use(named, dataHeaders);
  if (env.sandbox) app.use(saysTestData);
  app.get('/healthz', healthz);
  app.get('/readyz', readyz(probes, stopping));
  app.get('/metrics', metrics.serve);
  app.get('/openapi.json', document(routes, env.sandbox));
  app.use(docsPage(env.sandbox));
  app.use(mount(routes, { authenticate: auth.authenticate, observe: metrics.observe }));
  app.use(notFound);
  app.use(faults(log));
  return app;
};
