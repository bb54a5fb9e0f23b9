import { z } from 'zod';
import {
  calendarDate,
  instant,
  listOf,
  localised,
  municipalityCode,
  orNothing,
  page,
  shortText,
  idText,
} from './common.ts';
import { endpoint } from './endpoint.ts';

const tag = 'Municipalities and segments';

const membership = {
  name: z.string(),
  memberFrom: calendarDate,
  memberTo: calendarDate.nullable(),
  mergedInto: municipalityCode.nullable(),
  mergedOn: calendarDate.nullable(),
  recordedAt: instant,
  recordedBy: z.string(),
};

const municipality = z
  .object({
    id: z.string(),
    code: municipalityCode,
    ...membership,
    /** All that was decided of it, oldest first; the last holds. */
    decisions: z.array(z.object(membership)),
  })
  .meta({ id: 'Municipality' });

/** A merger has a day and another municipality; a membership does not end before it begins. */
const checkMembership = (
  told: {
    code: string;
    memberFrom: string;
    memberTo?: string | undefined;
    mergedInto?: string | undefined;
    mergedOn?: string | undefined;
  },
  context: z.RefinementCtx,
): void => {
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (told.memberTo !== undefined && told.memberTo < told.memberFrom)
    fault('memberTo', 'must not be before memberFrom');
  if (told.mergedInto === told.code) fault('mergedInto', 'must be another municipality');
  if ((told.mergedInto === undefined) !== (told.mergedOn === undefined))
    fault(told.mergedOn === undefined ? 'mergedOn' : 'mergedInto', 'mergedInto and mergedOn go together');
};

export const decideMunicipality = endpoint({
  id: 'decideMunicipality',
  method: 'post',
  path: '/v1/municipalities',
  tag,
  summary:
    'Say since when, and until when, a municipality is a member, and what it was merged into; told again, a further decision',
  may: 'decideMunicipality',
  idempotencyKey: 'accepted',
  body: z
    .strictObject({
      code: municipalityCode,
      name: shortText,
      memberFrom: calendarDate,
      memberTo: orNothing(calendarDate),
      mergedInto: orNothing(municipalityCode),
      mergedOn: orNothing(calendarDate),
    })
    .superRefine(checkMembership),
  success: { status: 201, body: municipality },
});

export const listMunicipalities = endpoint({
  id: 'listMunicipalities',
  method: 'get',
  path: '/v1/municipalities',
  tag,
  summary: 'The municipalities, by code',
  may: 'seeMunicipalities',
  query: z.strictObject(page),
  success: { status: 200, body: listOf(municipality) },
});

/** A short code of the office's own, such as `frequent-user`. */
export const segmentCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, 'letters, digits and dash, 40 at most');

const segment = z
  .object({
    id: z.string(),
    code: segmentCode,
    name: localised,
    /** Programmes that are recommended to clients of the segment. */
    programmeIds: z.array(z.string()),
    recordedAt: instant,
    recordedBy: z.string(),
  })
  .meta({ id: 'Segment' });

export const decideSegment = endpoint({
  id: 'decideSegment',
  method: 'post',
  path: '/v1/segments',
  tag,
  summary:
    'Name a segment of clients and the programmes recommended for it; told again, it takes the place of what was',
  may: 'decideMunicipality',
  idempotencyKey: 'accepted',
  body: z.strictObject({
    code: segmentCode,
    name: localised,
    programmeIds: z.array(idText).max(200).default([]),
  }),
  success: { status: 201, body: segment },
});

export const listSegments = endpoint({
  id: 'listSegments',
  method: 'get',
  path: '/v1/segments',
  tag,
  summary: 'The segments, by code',
  may: 'seeMunicipalities',
  query: z.strictObject(page),
  success: { status: 200, body: listOf(segment) },
});
