import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { refreshSession, sessionStore } from '../api/session.ts';
import { paths } from '../util/path-builder.ts';
import { useStore } from '../util/store.ts';
import { ErrorState } from './ErrorState.tsx';

/** Shows the pages to whoever is logged in and sends everybody else to the log-in, to come back here after it. */
export function Start() {
  const { t } = useTranslation();
  const { status } = useStore(sessionStore);
  const location = useLocation();
  useEffect(() => {
    if (sessionStore.get().status === 'asking') askWhoIsThere();
  }, []);
  switch (status) {
    case 'asking':
      return <p className="visually-hidden">{t('error.starting')}</p>;
    case 'unreachable':
      return <ErrorState error={new ApiError(0, null)} onRetry={askWhoIsThere} />;
    case 'out':
      return <Navigate to={paths.logIn()} state={{ from: location.pathname + location.search }} replace />;
    case 'in':
      return <Outlet />;
  }
}

function askWhoIsThere(): void {
  // A failure is in the session's state, which this page shows.
  refreshSession().catch(() => undefined);
}
