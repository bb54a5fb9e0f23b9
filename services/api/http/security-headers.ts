import helmet from 'helmet';
import type { RequestHandler } from 'express';

const nothing = ["'none'"];

/** For answers that are data: a browser that is tricked into showing one as a page may load and run nothing. */
export const dataHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: nothing, frameAncestors: nothing, baseUri: nothing, formAction: nothing },
  },
  frameguard: { action: 'deny' },
});

/** For pages of our own: everything from here, nothing inline but styles, and nobody may frame them. */
export const pageHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: nothing,
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      frameAncestors: nothing,
      baseUri: nothing,
      formAction: ["'self'"],
    },
  },
  frameguard: { action: 'deny' },
});
