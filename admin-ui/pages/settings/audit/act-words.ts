import { useTranslation } from 'react-i18next';
import type { operations } from '../../../../openapi/generated/schema.ts';

/** What the record holds, in the order in which people look for it; `sessionTheft` is nobody's call but happens. */
export const ACTS = [
  'acceptOrder',
  'rejectOrder',
  'markOrderReady',
  'shipOrder',
  'shipOrderPart',
  'deliverOrder',
  'cancelOrder',
  'closeOrder',
  'agreeRefund',
  'refuseRefund',
  'changeWaybill',
  'refundOrderPart',
  'remarkOrder',
  'revealCustomer',
  'eraseCustomer',
  'exportOrders',
  'findOrders',
  'getOrderMessage',
  'getParkedMessage',
  'retryParkedMessage',
  'retryParkedMessages',
  'dismissParkedMessage',
  'updateShop',
  'changeCredentials',
  'createConnection',
  'updateConnection',
  'addShop',
  'testShop',
  'startSyncRun',
  'pauseSyncRun',
  'resumeSyncRun',
  'createSavedView',
  'updateSavedView',
  'deleteSavedView',
  'invitePerson',
  'updatePerson',
  'disablePerson',
  'enablePerson',
  'logOutPerson',
  'removePersonSecondFactor',
  'createPasswordLink',
  'createKey',
  'rotateKey',
  'revokeKey',
  'createWebhookEndpoint',
  'updateWebhookEndpoint',
  'deleteWebhookEndpoint',
  'enableWebhookEndpoint',
  'disableWebhookEndpoint',
  'pingWebhookEndpoint',
  'rotateWebhookSecret',
  'getWebhookSecret',
  'replayWebhookEndpoint',
  'replayWebhookDelivery',
  'exportAuditEntries',
  'logIn',
  'logOut',
  'sessionTheft',
  'setPassword',
  'changePassword',
  'logOutEverywhere',
  'startSecondFactor',
  'confirmSecondFactor',
  'removeSecondFactor',
] as const satisfies readonly (keyof operations | 'sessionTheft')[];

/** What was done, in words. The hub may record acts before these pages know them; they go by their id then. */
export function useActText(): (act: string) => string {
  const { t } = useTranslation();
  return (act) => {
    const known = ACTS.find((name) => name === act);
    return known ? t(`act.${known}`) : act;
  };
}
