/**
 * Checks the certificate of a settlement run by itself:
 *
 *   npm run certificate:verify -- FILE KEYFILE
 *
 * FILE is what GET /v1/settlement-runs/{id}/certificate answers. KEYFILE holds the keys it may be signed with: what
 * GET /v1/keys answers, or one public key as PEM; take it from where you trust it, not from whoever hands you FILE. This
 * script shares no code with the system and needs nothing but Node. It ends with 0 where the signature is right and every
 * sum comes out, worked out again from the figures; with 1 and everything that differs; or with 2 where a file cannot be
 * read. Who has the export of the run too (`npm run explain:verify`) can see that both name the same hash.
 */
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FORMAT = 'valinta-settlement-certificate';
const VERSIONS = [1, 2];

/** A file is not what it should be. */
class Unreadable extends Error {}

/** Fields in the order of their names, nothing between them (RFC 8785; all numbers are whole). */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${canonical(value[field])}`).join(',')}}`;
};

const OUTCOMES = ['settled', 'settledBefore', 'settledElsewhere', 'disputed', 'unpriced', 'reversed', 'takenBack'];
/** What version 1 does not tell of. */
const SINCE_2 = ['toldLate'];

const whole = (value, what) => {
  if (!Number.isSafeInteger(value)) throw new Unreadable(`${what} is no whole number: ${JSON.stringify(value)}`);
  return value;
};
const sum = (items, field) => items.reduce((total, item) => whole(total + whole(item[field], field), field), 0);

/** What must come out even, each by two ways; the same names as the certificate has. */
const expectations = ({ visits, stays, lines, statements, debts, trueUps, totals }, version) => {
  const names = version === 1 ? OUTCOMES : [...OUTCOMES, ...SINCE_2];
  const outcomes = (told) => names.map((outcome) => told[outcome]);
  const of = (service, month) =>
    lines.filter((line) => line.service === service && (month === undefined || line.month === month));
  const balance = ['broughtForwardCents', 'payableCents', 'carriedForwardCents'];
  const sums = ['lines', 'grossCents', 'organiserCents', 'clientCents'];
  const alike = (fields, left, right) =>
    Object.fromEntries(fields.map((field) => [field, [left(field), right(field)]]));
  const amounts = ['count', 'grossCents', 'organiserCents'];
  return {
    visitsRecordedAreSettledHeldOrReversed: alike(
      amounts,
      (field) => visits.recorded[field],
      (field) => sum(outcomes(visits), field),
    ),
    everyVisitHasItsLines: { count: [visits.recorded.count, visits.agreeing] },
    everyLineOfAVisitHasItsVisit: alike(
      amounts,
      (field) => sum(of('visit', 'own'), field),
      (field) => visits.matched[field],
    ),
    staysRecordedAreSettledHeldOrReversed: {
      count: [stays.recorded.count, sum(outcomes(stays), 'count')],
      organiserCents: [stays.recorded.organiserCents, sum(outcomes(stays), 'organiserCents') - stays.madeEvenCents],
    },
    staysSettledAreTheLinesOfTheirMonth: alike(
      ['grossCents', 'organiserCents'],
      (field) => stays.settled[field],
      (field) => sum(of('housing', 'own'), field),
    ),
    capitationIsOwedByItsLines: {
      organiserCents: [sum(of('soteCentre'), 'organiserCents'), sum(of('soteCentre'), 'trueUpCents')],
    },
    linesComeToTheStatements: alike(
      sums,
      (field) => sum(lines, field === 'lines' ? 'count' : field),
      (field) => statements[field],
    ),
    everyStatementIsThatOfItsLines: { statements: [statements.statements, statements.agreeing] },
    statementsComeToTheRun: alike(
      ['statements', ...sums, ...balance],
      (field) => statements[field],
      (field) => totals[field],
    ),
    grossIsOrganiserPlusClient: { cents: [totals.grossCents, totals.organiserCents + totals.clientCents] },
    debtsAreBroughtForward: { cents: [debts.cents, totals.broughtForwardCents] },
    whatIsOwedIsPaidOrCarriedForward: {
      cents: [totals.organiserCents + totals.broughtForwardCents, totals.payableCents + totals.carriedForwardCents],
    },
    linesMakeEvenWhatApprovalPosts: { cents: [sum(lines, 'trueUpCents'), trueUps.cents] },
  };
};

/** The identities worked out again: what differs from what the certificate says of them, and what does not hold. */
const faultsOfFigures = ({ version, figures, identities, holds, unexplained }) => {
  const faults = [];
  const expected = Object.entries(expectations(figures, version));
  const names = expected.map(([name]) => name);
  if (canonical(names) !== canonical(identities.map(({ name }) => name)))
    faults.push(`identities: expected ${names.join(', ')}`);
  for (const [name, sides] of expected) {
    for (const [field, [left, right]] of Object.entries(sides))
      if (whole(left, name) !== whole(right, name)) faults.push(`${name}: ${field}: ${left} is not ${right}`);
    const told = identities.find((one) => one.name === name);
    const side = (at) => Object.fromEntries(Object.entries(sides).map(([field, both]) => [field, both[at]]));
    const isEven = Object.values(sides).every(([left, right]) => left === right);
    const again = { name, left: side(0), right: side(1), holds: isEven };
    if (told !== undefined && canonical(told) !== canonical(again)) faults.push(`${name}: is told otherwise`);
  }
  if (holds !== true) faults.push('the certificate itself says that it does not hold');
  if (unexplained.count !== 0)
    faults.push(`${unexplained.count} are not explained, the first: ${unexplained.first.join(', ')}`);
  return faults;
};

const faultsOfApproval = ({ draft, dryRun, startedBy, approvedBy, approvedAt, cutoffAt }) => {
  if (draft) return approvedBy === null ? [] : ['a draft that is approved'];
  if (dryRun) return ['a dry run that is approved'];
  if (typeof approvedBy !== 'string' || approvedBy === startedBy) return ['approvedBy: another person is needed'];
  return Date.parse(approvedAt) >= Date.parse(cutoffAt) ? [] : ['approvedAt: before the cut-off'];
};

/**
 * All that is wrong with a certificate; nothing where it holds.
 * @param keys public keys by `kid`; one under `''` is taken whatever `kid` is named
 */
export const faultsOf = ({ certificate, signature }, keys) => {
  if (certificate?.format !== FORMAT || !VERSIONS.includes(certificate.version))
    throw new Unreadable(`this is no certificate (${FORMAT}, version ${VERSIONS.join(' or ')})`);
  const key = keys.get(signature?.kid) ?? keys.get('');
  if (key === undefined) return [`no key is called ${signature?.kid}`];
  const value = Buffer.from(String(signature?.value), 'base64url');
  const isSigned = signature.alg === 'EdDSA' && verify(null, Buffer.from(canonical(certificate)), key, value);
  return [
    ...(isSigned ? [] : ['the signature is not that of this content']),
    ...faultsOfFigures(certificate),
    ...faultsOfApproval(certificate),
  ];
};

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    throw new Unreadable(fault.message);
  }
};
const parsed = (text, file) => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`${file} is not JSON`);
  }
};

/** Ed25519 keys of a JSON Web Key Set, or one as PEM. */
const keysIn = (file) => {
  const text = read(file);
  const found = text.includes('-----BEGIN PUBLIC KEY-----')
    ? [['', createPublicKey(text)]]
    : (parsed(text, file).keys ?? []).map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]);
  const keys = found.filter(([, key]) => key.asymmetricKeyType === 'ed25519');
  if (keys.length === 0) throw new Unreadable(`${file} holds no Ed25519 key`);
  return new Map(keys);
};

const main = (file, keyFile) => {
  if (file === undefined || keyFile === undefined)
    throw new Unreadable('usage: npm run certificate:verify -- FILE KEYFILE');
  const document = parsed(read(file), file);
  const faults = faultsOf(document, keysIn(keyFile));
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`);
    return 1;
  }
  const { runId, draft, hash, figures, approvedBy, approvedAt } = document.certificate;
  const { visits, stays, totals } = figures;
  process.stdout.write(
    `${runId}, hash ${hash}: ${draft ? 'a draft' : `approved by ${approvedBy} at ${approvedAt}`}\n` +
      `${visits.recorded.count} visits and ${stays.recorded.count} stays recorded, ${totals.lines} lines settled, ` +
      `${totals.statements} statements, ${totals.payableCents} cents payable: all comes out even\n`,
  );
  return 0;
};

const isProgram = process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isProgram) {
  try {
    process.exitCode = main(process.argv[2], process.argv[3]);
  } catch (fault) {
    process.stderr.write(`${fault.message}\n`);
    process.exitCode = 2;
  }
}
