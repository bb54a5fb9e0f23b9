import type { Deps } from '../deps.ts';
import type { Route } from '../http/route.ts';
import { budgetRoutes } from './budgets/routes.ts';
import { clientRoutes } from './clients/routes.ts';
import { draftRoutes } from './drafts/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { forecastRoutes } from './forecast/routes.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { municipalityRoutes } from './municipalities/routes.ts';
import { paymentRoutes } from './payments/routes.ts';
import { programmeRoutes } from './programmes/routes.ts';
import { providerRoutes } from './providers/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { sandboxRoutes } from './sandbox/routes.ts';
import { segmentRoutes } from './segments/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { settlementRoutes } from './settlements/routes.ts';
import { userRoutes } from './users/routes.ts';
import { voucherRoutes } from './vouchers/routes.ts';

/** Every route there is; those asked most come first, because Express looks through them in their order. */
export const allRoutes = (deps: Deps): Route[] => [
  ...eventRoutes(deps),
  ...draftRoutes(deps),
  ...forecastRoutes(deps),
  ...voucherRoutes(deps),
  ...sessionRoutes(deps),
  ...userRoutes(deps),
  ...programmeRoutes(deps),
  ...providerRoutes(deps),
  ...clientRoutes(deps),
  ...municipalityRoutes(deps),
  ...budgetRoutes(deps),
  ...reportRoutes(deps),
  ...segmentRoutes(deps),
  ...settlementRoutes(deps),
  ...paymentRoutes(deps),
  ...ledgerRoutes(deps),
  ...(deps.sandboxClock === undefined ? [] : sandboxRoutes(deps, deps.sandboxClock)),
];
