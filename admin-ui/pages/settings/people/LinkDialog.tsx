import { useTranslation } from 'react-i18next';
import type { PasswordLink } from '../../../api/types.ts';
import { CopyField } from '../../../ui/CopyField.tsx';
import { useMomentText } from '../../../ui/Moment.tsx';
import { ShowOnce } from '../../../ui/ShowOnce.tsx';

/** The link that lets somebody set a password: to be sent to them, shown this once. */
export function LinkDialog({ name, link, onClose }: { name: string; link: PasswordLink; onClose: () => void }) {
  const { t } = useTranslation();
  const until = useMomentText(link.expiresAt);
  return (
    <ShowOnce title={t('people.linkFor', { name })} note={t('people.link_hint', { until })} onClose={onClose}>
      <CopyField label={t('people.link')} value={link.url} />
    </ShowOnce>
  );
}
