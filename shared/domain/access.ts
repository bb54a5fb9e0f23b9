/** Who may do what: the one table from which every route takes its right (contract, Conventions). */

export const ROLES = ['client', 'provider', 'coordinator', 'finance', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const office = ['coordinator', 'admin'] as const;
const staff = ['coordinator', 'finance', 'auditor', 'admin'] as const;
const everyone = ROLES;

/**
 * Permission to roles. `null` opens a route without a log-in. What of an object a role may see (its own, its
 * organisation's) is decided on the loaded object by the handler; this table only says who may knock.
 */
export const PERMISSIONS = {
  useWithoutLogin: null,
  seeOwnAccount: everyone,
  createUser: ['admin'],
  proposeProgramme: ['admin'],
  approveProgramme: ['admin'],
  approveProvider: office,
  setPrices: ['provider', 'admin'],
  changeIban: ['admin'],
  seeProvider: ['provider', ...staff],
  registerClient: ['coordinator'],
  decideIncome: ['coordinator'],
  recordDeath: office,
  recordResidence: ['coordinator'],
  assignSegment: ['coordinator'],
  decideMunicipality: ['admin'],
  seeMunicipalities: staff,
  decideBudget: ['finance', 'admin'],
  seeBudgets: staff,
  seeCosts: ['finance', 'auditor', 'admin'],
  seeClient: ['client', ...staff],
  issueVoucher: ['coordinator'],
  seeVoucher: everyone,
  chooseProvider: ['client', 'provider', 'coordinator'],
  endReservation: ['client', 'provider', 'coordinator'],
  openEntryWindow: ['coordinator'],
  refuseVoucher: ['client', 'coordinator'],
  governVoucher: ['coordinator'],
  validateVoucher: ['provider'],
  recordEvent: ['provider'],
  reverseEvent: ['provider', 'coordinator', 'finance'],
  disputeEvent: ['client'],
  resolveDispute: ['client', ...office],
  seeEvents: ['client', 'provider', ...staff],
  seeRefusedEvents: ['provider', ...staff],
  keepDrafts: ['provider'],
  seeForecast: ['provider', ...staff],
  startSettlement: ['finance'],
  approveSettlement: ['finance'],
  seeSettlement: ['finance', 'auditor', 'admin'],
  seeStatement: ['provider', 'finance', 'auditor', 'admin'],
  makePaymentFile: ['finance'],
  importBankStatement: ['finance'],
  seeBankStatements: ['finance', 'auditor', 'admin'],
  retryPayment: ['finance'],
  seePayment: ['provider', 'finance', 'auditor', 'admin'],
  seeLedger: ['finance', 'auditor', 'admin'],
  turnSandboxClock: null,
} as const satisfies Record<string, readonly Role[] | null>;

export type Permission = keyof typeof PERMISSIONS;

export const isPublic = (permission: Permission): boolean => PERMISSIONS[permission] === null;

export const may = (role: Role, permission: Permission): boolean => {
  const roles: readonly Role[] | null = PERMISSIONS[permission];
  return roles === null || roles.includes(role);
};
