import type { Operation } from '../../operation.ts';

export const getSession: Operation<'getSession'> = async (_request, identity) => ({ status: 200, body: identity });
