import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { unwrap, unwrapNothing } from './api-error.ts';
import { api } from './client.ts';
import type { InviteRequest, PasswordLink, Person, PersonUpdate } from './types.ts';

const peopleKey = ['people'] as const;

/** Everybody who works here, in the order in which they came. */
export function usePeople(enabled = true) {
  return useQuery({
    queryKey: peopleKey,
    queryFn: ({ signal }) => unwrap(api.GET('/people', { signal })),
    select: (answer) => answer.items,
    enabled,
  });
}

/** Throws ApiError 409 when somebody has this e-mail already. @returns the link that is shown this once */
export async function invitePerson(queries: QueryClient, body: InviteRequest): Promise<PasswordLink> {
  const params = { header: { 'Idempotency-Key': randomId() } };
  const { link } = await unwrap(api.POST('/people', { params, body }));
  await refreshPeople(queries);
  return link;
}

/** Throws ApiError 409 when no owner would be left, 412 when somebody else has changed the person since it was read. */
export async function updatePerson(
  queries: QueryClient,
  { id, etag }: Pick<Person, 'id' | 'etag'>,
  body: PersonUpdate,
): Promise<void> {
  const { path, header } = once(id);
  await unwrap(api.PATCH('/people/{personId}', { params: { path, header: { ...header, 'If-Match': etag } }, body }));
  await refreshPeople(queries);
}

/** Throws ApiError 409 when no owner would be left. */
export async function disablePerson(queries: QueryClient, personId: string): Promise<void> {
  await unwrap(api.POST('/people/{personId}/disable', { params: once(personId) }));
  await refreshPeople(queries);
}

export async function enablePerson(queries: QueryClient, personId: string): Promise<void> {
  await unwrap(api.POST('/people/{personId}/enable', { params: once(personId) }));
  await refreshPeople(queries);
}

/** Ends all sessions of somebody, on every device. */
export async function logOutPerson(personId: string): Promise<void> {
  await unwrapNothing(api.POST('/people/{personId}/log-out', { params: once(personId) }));
}

/** For somebody who has lost the authenticator app and the recovery codes. */
export async function removePersonFactor(queries: QueryClient, personId: string): Promise<void> {
  await unwrapNothing(api.POST('/people/{personId}/remove-second-factor', { params: once(personId) }));
  await refreshPeople(queries);
}

/** A new invitation, or a link to set a new password. Earlier links count no more. */
export async function createPasswordLink(queries: QueryClient, personId: string): Promise<PasswordLink> {
  const link = await unwrap(api.POST('/people/{personId}/password-link', { params: once(personId) }));
  await refreshPeople(queries);
  return link;
}

function refreshPeople(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: peopleKey });
}

function once(personId: string) {
  return { path: { personId }, header: { 'Idempotency-Key': randomId() } };
}
