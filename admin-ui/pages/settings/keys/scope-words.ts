import { useTranslation } from 'react-i18next';
import type { Scope } from '../../../api/types.ts';

type ScopeWord<S extends Scope = Scope> = S extends `${infer What}:${infer How}` ? `${What}_${How}` : never;

/** What a scope lets somebody do, in words. */
export function useScopeText(): (scope: Scope) => string {
  const { t } = useTranslation();
  return (scope) => t(`scope.${scope.replace(':', '_') as ScopeWord}`);
}

export function useScopesText(): (scopes: readonly Scope[]) => string {
  const { t } = useTranslation();
  const name = useScopeText();
  return (scopes) => scopes.map(name).join(t('list.separator'));
}
