import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { readSecret } from '../../../api/webhook-endpoints.ts';
import { CopyField } from '../../../ui/CopyField.tsx';
import { FailureNote } from '../../../ui/FailureNote.tsx';
import { ShowOnce } from '../../../ui/ShowOnce.tsx';
import { useFailureText } from '../../../ui/use-failure-text.ts';

/** The secret with which the receiver checks that a message is from here. Read when it opens and forgotten when it closes. */
export function SecretDialog({ endpointId, onClose }: { endpointId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const failure = useFailureText();
  const query = useQuery({
    queryKey: ['webhook-secret', endpointId],
    queryFn: () => readSecret(endpointId),
    gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <ShowOnce title={t('webhooks.secret')} note={t('webhooks.secret_hint')} onClose={onClose}>
      {query.isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {query.isError && <FailureNote text={failure(query.error)} />}
      {query.data && <CopyField label={t('webhooks.secretNow')} value={query.data.secret} />}
      {query.data?.previousSecret && <CopyField label={t('webhooks.secretBefore')} value={query.data.previousSecret} />}
    </ShowOnce>
  );
}
