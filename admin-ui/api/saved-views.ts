import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { unwrap, unwrapNothing } from './api-error.ts';
import { api } from './client.ts';
import type { SavedView, SavedViewInput } from './types.ts';

const VIEWS_KEY = ['saved-views'] as const;

export function useSavedViews() {
  return useQuery({
    queryKey: VIEWS_KEY,
    queryFn: ({ signal }) => unwrap(api.GET('/saved-views', { signal })),
    select: (answer) => answer.items,
    staleTime: 60_000,
  });
}

/** Keeps a view, in the place of `before` when one is given. Throws ApiError 409 for a name that the person uses already, 412 when somebody else has changed the view. */
export function useKeepView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ before, view }: { before?: SavedView | undefined; view: SavedViewInput }) =>
      before
        ? unwrap(
            api.PUT('/saved-views/{viewId}', {
              params: { path: { viewId: before.id }, header: { 'If-Match': before.etag } },
              body: view,
            }),
          )
        : unwrap(api.POST('/saved-views', { body: view })),
    onSettled: () => queries.invalidateQueries({ queryKey: VIEWS_KEY }),
  });
}

export function useForgetView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (viewId: string) =>
      unwrapNothing(api.DELETE('/saved-views/{viewId}', { params: { path: { viewId } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: VIEWS_KEY }),
  });
}
