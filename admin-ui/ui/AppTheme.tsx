import { ConfigProvider, theme } from 'antd';
import { useLayoutEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { themePreference } from '../util/preferences.ts';
import { useStore } from '../util/store.ts';
import { DARK, STILL, useMedia } from '../util/use-media.ts';

const FONT =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

/** Gives antd and our own style sheets the same light or dark colours. Ours are in theme.css. */
export function AppTheme({ children }: { children: ReactNode }) {
  const isDark = useIsDark();
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  // Not only stopped by theme.css: antd waits for the end of each motion that it has begun.
  // Looked at once: antd would build the whole page anew when it changes, with whatever dialog is open.
  const [isStill] = useState(() => window.matchMedia(STILL).matches);
  const chosen = isDark ? darkTheme : lightTheme;
  const withMotion = useMemo(() => ({ ...chosen, token: { ...chosen.token, motion: !isStill } }), [chosen, isStill]);
  // antd would put a space between the two characters of 接单, which is also its name to a screen reader.
  return (
    <ConfigProvider theme={withMotion} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}

function useIsDark(): boolean {
  const choice = useStore(themePreference);
  const systemIsDark = useMedia(DARK);
  return choice === 'auto' ? systemIsDark : choice === 'dark';
}

const shared = { fontFamily: FONT, borderRadius: 8, controlHeight: 34, fontSize: 14 };

const lightTheme = {
  algorithm: theme.defaultAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#1456d9',
    // antd would make it lighter under the pointer, and white words on it would no longer stand out enough.
    colorPrimaryHover: '#0f47b8',
    colorLink: '#1456d9',
    colorLinkHover: '#0f47b8',
    colorError: '#c3211d',
    colorText: '#16191f',
    colorTextSecondary: '#565d6b',
    colorTextTertiary: '#616876',
    colorTextDescription: '#565d6b',
    colorTextPlaceholder: '#616876',
    colorBgLayout: '#f4f5f7',
    colorBorder: '#d3d7de',
  },
};

const darkTheme = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#3b74f0',
    colorPrimaryHover: '#2c5fcf',
    colorLink: '#7ba4ff',
    colorLinkHover: '#a3c0ff',
    colorError: '#d63b36',
    colorText: '#eceef2',
    colorTextSecondary: '#a9b1bf',
    colorTextTertiary: '#949cab',
    colorTextDescription: '#a9b1bf',
    colorTextPlaceholder: '#949cab',
    colorBgBase: '#0f1115',
    colorBgContainer: '#171a20',
    colorBgElevated: '#1f232b',
    colorBorder: '#3a414d',
  },
};
