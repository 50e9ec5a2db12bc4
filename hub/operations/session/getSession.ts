import type { Operation } from '../../operation.ts';
import { identityJson } from './session-answer.ts';

export const getSession: Operation<'getSession'> = async (_request, identity) => ({
  status: 200,
  body: identityJson(identity),
});
