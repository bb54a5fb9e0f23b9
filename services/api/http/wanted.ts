import type { Request } from 'express';
import { LANGUAGES, type Language } from '#shared/contract/common';
import type { EndpointShape } from '#shared/contract/endpoint';
import { failed, type Failed } from './reply.ts';

/** In what form an answer is wanted, where it has more forms than one, and in which language its words. */
export interface Wanted {
  readonly contentType: string;
  readonly language: Language;
}

/** Parameters of media types, but for how much each is liked: `text/csv;charset=utf-8` asks for CSV. */
const PARAMETERS = /;\s*(?!q\s*=)[^;,]+/gi;

/** Reads `Accept` and `Accept-Language`: who sends none gets the endpoint's own form, in Finnish. */
export const wantedOf = ({ success }: EndpointShape, request: Request): Wanted | Failed | undefined => {
  if (success.alsoAs === undefined) return undefined;
  const offered = [success.contentType ?? 'application/json', ...success.alsoAs.map(({ contentType }) => contentType)];
  const { accept } = request.headers;
  if (accept !== undefined) request.headers.accept = accept.replaceAll(PARAMETERS, '');
  const contentType = request.accepts(offered);
  if (contentType === false) return failed('NOT_ACCEPTABLE', { detail: `It answers in ${offered.join(', ')}.` });
  const language = LANGUAGES.find((one) => one === request.acceptsLanguages([...LANGUAGES]));
  return { contentType, language: language ?? LANGUAGES[0] };
};
