import { setTimeout as wait } from 'node:timers/promises';
import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/certificate';
import { CERTIFICATE_FORMAT, type Certificate } from '#shared/contract/certificate';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import { isApproved } from '#shared/domain/settlement/run';
import { keepCertificate, loadCertificate } from '#shared/persistence/certificates';
import { canonicalJson } from '#shared/persistence/requests';
import { certify } from '#shared/settling/certificate';
import { isCalculated, type Calculated } from '#shared/settling/diff';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply, type Reply } from '#api/http/reply';
import { route } from '#api/http/route';

/** So long a caller is kept waiting; a county's month takes a second or two. */
const PATIENCE_MS = 20_000;
const ASK_AGAIN_SECONDS = 10;

const contentOf = async ({ stores, clock }: Deps, run: Calculated): Promise<Certificate> => {
  const { figures, identities, holds, unexplained } = await certify(stores, run, instantOf(clock));
  return {
    ...CERTIFICATE_FORMAT,
    draft: !isApproved(run),
    runId: run.id,
    period: run.period,
    round: run.round,
    dryRun: run.dryRun,
    cutoffAt: run.cutoffAt,
    hash: run.hash,
    startedBy: run.startedBy,
    approvedBy: run.approvedBy ?? null,
    approvedAt: run.approvedAt ?? null,
    against: [...run.against].sort(),
    madeAt: instantOf(clock),
    figures: { ...figures, lines: [...figures.lines] },
    identities: [...identities],
    holds,
    unexplained: { ...unexplained, first: [...unexplained.first] },
  };
};

/** The signed text, kept before anybody sees it where the run is approved; refused where it is calculated anew meanwhile. */
const make = async (deps: Deps, run: Calculated): Promise<string | Refused> => {
  const { stores, signer } = deps;
  const certificate = await contentOf(deps, run);
  const text = canonicalJson({ certificate, signature: signer.sign(certificate) });
  if (!certificate.draft) return keepCertificate(stores, { runId: run.id, text, createdAt: certificate.madeAt });
  const now = await stores.runs.load(run.id);
  return now?.hash === run.hash && now.generation === run.generation
    ? text
    : refused('RUN_NOT_CALCULATED', { runStatus: now?.status ?? 'failed' });
};

const documentOf = (runId: string, text: string): Reply => ({
  outcome: 'reply',
  body: text,
  contentType: 'application/json',
  headers: { 'Content-Disposition': `attachment; filename="${runId}.certificate.json"` },
});

const NOT_YET: Reply = {
  ...reply({ status: 'counting' }, { 'Retry-After': String(ASK_AGAIN_SECONDS) }),
  status: 202,
};

/** What is being made of a run, or was and nobody has waited for it. */
interface Making {
  readonly of: string;
  readonly text: Promise<string | Refused>;
}

/**
 * GET /v1/settlement-runs/{id}/certificate. What takes longer than a caller waits is counted on, and answered when it is
 * asked for again; whoever asks meanwhile waits for the same. A process that dies takes only the counting with it.
 */
export const certificate = (deps: Deps, patienceMs = PATIENCE_MS) => {
  const { stores, log } = deps;
  const making = new Map<string, Making>();
  const made = (run: Calculated): Promise<string | Refused> => {
    const of = `${run.generation} ${isApproved(run)}`;
    const known = making.get(run.id);
    if (known?.of === of) return known.text;
    const text = make(deps, run);
    making.set(run.id, { of, text });
    text.catch((err: unknown) => log.error({ err, run: run.id }, 'a certificate was not made'));
    return text;
  };
  return route(contract.getCertificate, async ({ params }) => {
    const run = await stores.runs.load(params.id);
    if (run === null) return NOT_FOUND;
    if (!isCalculated(run)) return refused('RUN_NOT_CALCULATED', { runStatus: run.status });
    const kept = isApproved(run) ? await loadCertificate(stores, run.id) : null;
    if (kept !== null) return documentOf(run.id, kept);
    const patience = new AbortController();
    const over = wait(patienceMs, undefined, { ref: false, signal: patience.signal }).catch(() => undefined);
    try {
      const text = await Promise.race([made(run), over]);
      if (text === undefined) return NOT_YET;
      making.delete(run.id);
      return isRefused(text) ? text : documentOf(run.id, text);
    } catch (fault) {
      making.delete(run.id);
      throw fault;
    } finally {
      patience.abort();
    }
  });
};

/** GET /v1/keys: what signed documents are checked by. */
export const keys = ({ signer }: Deps) => route(contract.listKeys, () => reply({ keys: signer.keys }));
