import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PHONE, useMedia } from '../util/use-media.ts';

const WIDTH_PX = 640;

/** Something looked at beside the list it came from; on a phone it takes the whole screen. */
export function SidePanel({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  const isPhone = useMedia(PHONE);
  return (
    <Drawer
      open
      title={title}
      aria-label={title}
      size={isPhone ? '100%' : WIDTH_PX}
      onClose={onClose}
      closable={{ 'aria-label': t('action.closeWindow'), placement: 'end' }}
    >
      {children}
    </Drawer>
  );
}
