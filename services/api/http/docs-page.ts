import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router } from 'express';
import { pageHeaders } from './security-headers.ts';

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

const page = (sandbox: boolean): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Valinta: the HTTP interface</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    ${sandbox ? '<p style="margin:0;padding:0.5rem;text-align:center;background:#ffd54a;color:#000">Sandbox: test data</p>' : ''}
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** Of its own file, because the page may run no inline script. No validator is asked: nothing leaves the network here. */
const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

/** Swagger UI, from the package on this machine; it works where there is no other network. */
export const docsPage = (sandbox: boolean): Router => {
  const router = Router();
  router.use('/docs', pageHeaders);
  router.get('/docs', (_request, response) => {
    response.type('html').send(page(sandbox));
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(START);
  });
  for (const file of FILES) {
    router.get(`/docs/${file}`, (_request, response, next) => {
      response.sendFile(join(assets, file), { maxAge: '1d' }, (fault?: Error) => {
        if (fault) next(fault);
      });
    });
  }
  return router;
};
