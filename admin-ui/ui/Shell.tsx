import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, ScrollRestoration, useMatch, useNavigate } from 'react-router';
import { keepAskPromises } from '../api/delayed-commands.ts';
import { useLiveOrders } from '../api/live-orders.ts';
import { useOrderCounts } from '../api/orders.ts';
import { useSharedPreferences } from '../api/preferences.ts';
import { sessionStore } from '../api/session.ts';
import { announcementStore } from '../util/announce.ts';
import { prepareChime } from '../util/chime.ts';
import { paths } from '../util/path-builder.ts';
import { createStore, useStore } from '../util/store.ts';
import { useShortcuts } from '../util/use-shortcuts.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { askingStore } from './asking.ts';
import { BrandMark } from './BrandMark.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { LiveDot } from './LiveDot.tsx';
import { RoomLinks } from './RoomLinks.tsx';
import { SoundControl } from './SoundControl.tsx';
import css from './shell.module.css';
import { UnsentNote } from './UnsentNote.tsx';
import { papersStore } from './papers/print-orders.ts';

const ActionDialog = lazy(async () => ({ default: (await import('./ActionDialog.tsx')).ActionDialog }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./ShortcutHelp.tsx')).ShortcutHelp }));
const Papers = lazy(async () => ({ default: (await import('./papers/Papers.tsx')).Papers }));
const helpStore = createStore(false);
/** Orders are counted live; this is for messages parked without an order, of which no live change tells. */
const COUNTS_POLL_MS = 15_000;

/** The frame around every page: where one is, who one is, whether it is live, whether it rings. */
export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useStore(sessionStore);
  const asking = useStore(askingStore);
  const helpOpen = useStore(helpStore);
  const isPrinting = useStore(papersStore, (job) => job !== null);
  const queries = useQueryClient();
  const personId = session.status === 'in' ? session.identity.id : undefined;
  useLiveOrders();
  useSharedPreferences(personId);
  useEffect(() => keepAskPromises(queries), [queries, personId]);
  useTitleCount();
  useEffect(prepareChime, []);
  const isOrderOpen = useMatch('/orders/:orderId') !== null;
  useShortcuts({
    'g o': () => void navigate(paths.orders()),
    'g v': () => void navigate(paths.vouchers()),
    'g e': () => void navigate(paths.exceptions()),
    'g s': () => void navigate(paths.shops()),
    'g t': () => void navigate(paths.today()),
    'g c': () => void navigate(paths.settings()),
    '?': () => helpStore.set(true),
  });
  if (session.status !== 'in') return null;
  return (
    <>
      <a className={css['skip']} href="#content">
        {t('nav.skip')}
      </a>
      <header className={css['header']}>
        <NavLink to={paths.orders()} className={css['brand']} aria-label={t('app.name')}>
          <BrandMark size={28} />
        </NavLink>
        <span className={css['merchant']}>{session.identity.merchant.name}</span>
        <RoomLinks place="top" />
        <div className={css['tools']}>
          <LiveDot />
          <SoundControl />
          <span className={css['language']}>
            <LanguageSwitch />
          </span>
          <AccountMenu identity={session.identity} onShortcuts={() => helpStore.set(true)} />
        </div>
      </header>
      <UnsentNote />
      <main id="content" tabIndex={-1} className={css['content']}>
        <Outlet />
      </main>
      {/* On a phone an open order has its own actions down there, and a way back at its top. */}
      {!isOrderOpen && <RoomLinks place="bottom" />}
      <Announcer />
      <Suspense>
        {asking && <ActionDialog {...asking} onClose={() => askingStore.set(null)} />}
        {isPrinting && <Papers />}
        {helpOpen && <ShortcutHelp onClose={() => helpStore.set(false)} />}
      </Suspense>
      <ScrollRestoration />
    </>
  );
}

function Announcer() {
  return (
    <p className="visually-hidden" role="status">
      {useStore(announcementStore)}
    </p>
  );
}

/** The tab says how many orders wait, as `(5) 接单`, also while another tab is in front. */
function useTitleCount(): void {
  const { t } = useTranslation();
  const waiting = useOrderCounts(COUNTS_POLL_MS).data?.not_accepted ?? 0;
  const name = t('app.name');
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }, [waiting, name]);
}
