import { createBrowserRouter, Navigate } from 'react-router';
import { CrashPage } from './pages/CrashPage.tsx';
import { Start } from './ui/Start.tsx';
import { paths } from './util/path-builder.ts';

/** Every page, each in its own chunk: nobody waits for a page that is not on the screen. */
export const router = createBrowserRouter([
  {
    ErrorBoundary: CrashPage,
    HydrateFallback: () => null,
    children: [
      {
        path: '/password',
        lazy: async () => ({ Component: (await import('./pages/PasswordPage.tsx')).PasswordPage }),
      },
      { path: '/login', lazy: async () => ({ Component: (await import('./pages/LoginPage.tsx')).LoginPage }) },
      {
        Component: Start,
        children: [
          {
            lazy: async () => ({ Component: (await import('./ui/Shell.tsx')).Shell }),
            ErrorBoundary: CrashPage,
            children: [
              { path: '/', element: <Navigate to={paths.orders()} replace /> },
              {
                path: '/orders',
                lazy: async () => ({ Component: (await import('./pages/OrdersPage.tsx')).OrdersPage }),
              },
              {
                path: '/orders/new',
                lazy: async () => ({ Component: (await import('./pages/NewOrderPage.tsx')).NewOrderPage }),
              },
              {
                path: '/orders/:orderId',
                lazy: async () => ({ Component: (await import('./pages/OrderPage.tsx')).OrderPage }),
              },
              {
                path: '/vouchers',
                lazy: async () => ({ Component: (await import('./pages/VouchersPage.tsx')).VouchersPage }),
              },
              { path: '/today', lazy: async () => ({ Component: (await import('./pages/TodayPage.tsx')).TodayPage }) },
              {
                path: '/exceptions',
                lazy: async () => ({ Component: (await import('./pages/ExceptionsPage.tsx')).ExceptionsPage }),
              },
              { path: '/shops', lazy: async () => ({ Component: (await import('./pages/ShopsPage.tsx')).ShopsPage }) },
              {
                path: '/shops/connect',
                lazy: async () => ({ Component: (await import('./pages/ConnectPage.tsx')).ConnectPage }),
              },
              {
                path: '/shops/:shopId',
                lazy: async () => ({ Component: (await import('./pages/ShopPage.tsx')).ShopPage }),
              },
              {
                path: '/settings',
                lazy: async () => ({ Component: (await import('./pages/SettingsFrame.tsx')).SettingsFrame }),
                children: [
                  {
                    index: true,
                    lazy: async () => ({ Component: (await import('./pages/SettingsStart.tsx')).SettingsStart }),
                  },
                  {
                    path: 'account',
                    lazy: async () => ({ Component: (await import('./pages/AccountPage.tsx')).AccountPage }),
                  },
                  {
                    path: 'people',
                    lazy: async () => ({ Component: (await import('./pages/PeoplePage.tsx')).PeoplePage }),
                  },
                  { path: 'keys', lazy: async () => ({ Component: (await import('./pages/KeysPage.tsx')).KeysPage }) },
                  {
                    path: 'audit',
                    lazy: async () => ({ Component: (await import('./pages/AuditPage.tsx')).AuditPage }),
                  },
                  {
                    path: 'webhooks',
                    lazy: async () => ({ Component: (await import('./pages/WebhooksPage.tsx')).WebhooksPage }),
                  },
                  {
                    path: 'webhooks/:endpointId',
                    lazy: async () => ({ Component: (await import('./pages/WebhookPage.tsx')).WebhookPage }),
                  },
                ],
              },
              { path: '*', lazy: async () => ({ Component: (await import('./pages/NotFoundPage.tsx')).NotFoundPage }) },
            ],
          },
        ],
      },
    ],
  },
]);
