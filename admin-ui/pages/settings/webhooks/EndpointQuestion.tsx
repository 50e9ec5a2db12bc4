import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { deleteEndpoint } from '../../../api/webhook-endpoints.ts';
import type { ReadEndpoint } from '../../../api/webhook-endpoints.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import css from '../../../ui/action-dialog.module.css';
import { paths } from '../../../util/path-builder.ts';
import { EndpointDialog } from './EndpointDialog.tsx';
import { ReplayDialog } from './ReplayDialog.tsx';
import { RotateDialog } from './RotateDialog.tsx';
import { SecretDialog } from './SecretDialog.tsx';

export type Question = 'edit' | 'secret' | 'rotate' | 'replay' | 'delete';

type Props = { question: Question; known: ReadEndpoint; onClose: () => void };

/** What an act on an endpoint asks first. */
export function EndpointQuestion({ question, known, onClose }: Props) {
  switch (question) {
    case 'edit':
      return <EndpointDialog known={known} onClose={onClose} onDone={onClose} />;
    case 'secret':
      return <SecretDialog endpointId={known.endpoint.id} onClose={onClose} />;
    case 'rotate':
      return <RotateDialog endpointId={known.endpoint.id} onClose={onClose} />;
    case 'replay':
      return <ReplayDialog endpoint={known.endpoint} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog endpointId={known.endpoint.id} onClose={onClose} />;
  }
}

function DeleteDialog({ endpointId, onClose }: { endpointId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const onSubmit = async () => {
    await deleteEndpoint(queries, endpointId);
    await navigate(paths.webhooks());
    return undefined;
  };
  return (
    <FormDialog
      title={t('webhooks.deleteTitle')}
      okText={t('webhooks.delete')}
      danger
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <p className={css['consequence']}>{t('webhooks.delete_hint')}</p>
    </FormDialog>
  );
}
