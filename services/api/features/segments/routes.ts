import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/municipalities';
import type { Segment } from '#shared/domain/client/segment';
import { segmentId } from '#shared/domain/ids';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { replyPage } from '#api/http/page';
import { reply } from '#api/http/reply';
import { route, type Route } from '#api/http/route';

const segmentView = ({ ver: _, origin: __, ...segment }: Segment) => segment;

/** POST /v1/segments: what is said last holds. */
const decide = (deps: Deps) =>
  route(contract.decideSegment, (input, who) =>
    once(deps, contract.decideSegment.id, input, who, async (origin) => {
      const id = segmentId(input.body.code);
      const said = { ...input.body, recordedAt: instantOf(deps.clock), recordedBy: who.userId, origin };
      await deps.stores.segments.insert({ id, ver: 0, ...said });
      const kept = await deps.stores.segments.act<Segment>(id, (known) => {
        const next = known.origin === origin ? known : { ...known, ...said };
        return { next, answer: next };
      });
      if (kept === null) throw new Error(`${id} has vanished`);
      return reply(segmentView(kept));
    }),
  );

/** GET /v1/segments */
const list = ({ stores }: Deps) =>
  route(contract.listSegments, ({ query }) => replyPage(stores.segments, {}, query, segmentView));

export const segmentRoutes = (deps: Deps): Route[] => [decide(deps), list(deps)];
