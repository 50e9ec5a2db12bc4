import type { Identity } from '../api/types.ts';

type Role = Identity['role'];

/** What a page offers to whom. Only to save people a refusal: the hub decides, and its "no" is shown as well. */
export const MAY_REPAIR: readonly Role[] = ['owner', 'admin', 'front_desk'];
export const MAY_CHANGE_SHOPS: readonly Role[] = ['owner', 'admin'];
export const MAY_EXPORT: readonly Role[] = ['owner', 'admin', 'front_desk', 'accountant'];
export const MAY_SHARE_VIEWS: readonly Role[] = ['owner', 'admin', 'front_desk'];
export const MAY_READ_RAW: readonly Role[] = ['owner', 'admin'];
