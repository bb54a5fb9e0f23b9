import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { extendVoucher, openVoucherWindow, raiseVoucherValue } from './decide-terms.ts';
import { cancelVoucher, refuseVoucher, resumeVoucher, suspendVoucher } from './govern.ts';
import { issueVoucher } from './issue.ts';
import { getVoucher, listVouchers } from './list.ts';
import { listOptions } from './options.ts';
import { endVoucherReservation, reserveVoucher } from './reserve.ts';
import { simulatePlan } from './simulate.ts';
import { validateVoucher } from './validate.ts';

export const voucherRoutes = (deps: Deps): Route[] =>
  [
    validateVoucher,
    issueVoucher,
    listVouchers,
    getVoucher,
    listOptions,
    simulatePlan,
    reserveVoucher,
    endVoucherReservation,
    openVoucherWindow,
    raiseVoucherValue,
    refuseVoucher,
    cancelVoucher,
    suspendVoucher,
    resumeVoucher,
    extendVoucher,
  ].map((door) => door(deps));
