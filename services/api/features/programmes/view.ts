import { unitOf, type Programme, type ProgrammeVersion } from '#shared/domain/programme/programme';

/** `full`: with who proposed and approved, and versions that nobody has approved yet. */
type Reader = 'public' | 'full';

const versionView = (version: ProgrammeVersion, reader: Reader) => {
  const { number, origin: _origin, proposedBy, proposedAt, approvedBy, approvedAt, ...terms } = version;
  const status = approvedAt === null ? 'proposed' : 'approved';
  const signatures = { proposedBy, proposedAt, approvedBy, approvedAt };
  return { number, status, ...terms, ...(reader === 'full' ? signatures : {}) };
};

/** A programme as its readers see it: the public is told what counts, not who signed it. */
export const programmeView = ({ id, code, kind, name, versions }: Programme, reader: Reader) => ({
  id,
  code,
  kind,
  unit: unitOf[kind],
  name,
  versions: versions
    .filter((version) => reader === 'full' || version.approvedAt !== null)
    .map((version) => versionView(version, reader)),
});

/** The programme, and beside it the version the request was about. */
export const versionAnswer = (programme: Programme, version: ProgrammeVersion) => {
  const shown = versionView(version, 'full');
  return { ...programmeView(programme, 'full'), number: shown.number, status: shown.status, version: shown };
};
