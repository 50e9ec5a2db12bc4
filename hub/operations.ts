import type { Operation, OpenOperation, OperationId } from './operation.ts';
import { dismissParkedMessage } from './operations/messages/dismissParkedMessage.ts';
import { getParkedMessage } from './operations/messages/getParkedMessage.ts';
import { listParkedMessages } from './operations/messages/listParkedMessages.ts';
import { retryParkedMessage } from './operations/messages/retryParkedMessage.ts';
import { retryParkedMessages } from './operations/messages/retryParkedMessages.ts';
import { addShop } from './operations/connections/addShop.ts';
import { createConnection } from './operations/connections/createConnection.ts';
import { listConnections } from './operations/connections/listConnections.ts';
import { listPlatforms } from './operations/connections/listPlatforms.ts';
import { listPlatformShops } from './operations/connections/listPlatformShops.ts';
import { updateConnection } from './operations/connections/updateConnection.ts';
import { changeCredentials } from './operations/shops/changeCredentials.ts';
import { getShop } from './operations/shops/getShop.ts';
import { getShopTest } from './operations/shops/getShopTest.ts';
import { testShop } from './operations/shops/testShop.ts';
import { updateShop } from './operations/shops/updateShop.ts';
import { getSyncRun } from './operations/sync/getSyncRun.ts';
import { listSyncRuns } from './operations/sync/listSyncRuns.ts';
import { pauseSyncRun } from './operations/sync/pauseSyncRun.ts';
import { resumeSyncRun } from './operations/sync/resumeSyncRun.ts';
import { startSyncRun } from './operations/sync/startSyncRun.ts';
import { streamLive } from './operations/live/streamLive.ts';
import { acceptOrder } from './operations/orders/acceptOrder.ts';
import { agreeRefund } from './operations/orders/agreeRefund.ts';
import { cancelOrder } from './operations/orders/cancelOrder.ts';
import { changeWaybill } from './operations/orders/changeWaybill.ts';
import { closeOrder } from './operations/orders/closeOrder.ts';
import { deliverOrder } from './operations/orders/deliverOrder.ts';
import { getCommand } from './operations/orders/getCommand.ts';
import { getOrder } from './operations/orders/getOrder.ts';
import { getOrderCounts } from './operations/orders/getOrderCounts.ts';
import { listOrders } from './operations/orders/listOrders.ts';
import { markOrderReady } from './operations/orders/markOrderReady.ts';
import { refundOrderPart } from './operations/orders/refundOrderPart.ts';
import { refuseRefund } from './operations/orders/refuseRefund.ts';
import { remarkOrder } from './operations/orders/remarkOrder.ts';
import { createOrder } from './operations/orders/createOrder.ts';
import { tellOrder } from './operations/orders/tellOrder.ts';
import { listSoldProducts } from './operations/orders/listSoldProducts.ts';
import { rejectOrder } from './operations/orders/rejectOrder.ts';
import { shipOrder } from './operations/orders/shipOrder.ts';
import { shipOrderPart } from './operations/orders/shipOrderPart.ts';
import { getSession } from './operations/session/getSession.ts';
import { logIn } from './operations/session/logIn.ts';
import { logOut } from './operations/session/logOut.ts';
import { refreshSession } from './operations/session/refreshSession.ts';
import { exportOrders } from './operations/orders/exportOrders.ts';
import { fetchRealPhone } from './operations/orders/fetchRealPhone.ts';
import { findOrders } from './operations/orders/findOrders.ts';
import { getOrderMessage } from './operations/orders/getOrderMessage.ts';
import { showPresence } from './operations/orders/showPresence.ts';
import { createSavedView } from './operations/views/createSavedView.ts';
import { deleteSavedView } from './operations/views/deleteSavedView.ts';
import { getPreferences } from './operations/views/getPreferences.ts';
import { listSavedViews } from './operations/views/listSavedViews.ts';
import { updatePreferences } from './operations/views/updatePreferences.ts';
import { updateSavedView } from './operations/views/updateSavedView.ts';
import { consumeVouchers } from './operations/vouchers/consumeVouchers.ts';
import { getVoucherTaking } from './operations/vouchers/getVoucherTaking.ts';
import { listTakenVouchers } from './operations/vouchers/listTakenVouchers.ts';
import { prepareVoucher } from './operations/vouchers/prepareVoucher.ts';
import { undoVoucher } from './operations/vouchers/undoVoucher.ts';
import { listShops } from './operations/shops/listShops.ts';
import { createWebhookEndpoint } from './operations/webhooks/createWebhookEndpoint.ts';
import { deleteWebhookEndpoint } from './operations/webhooks/deleteWebhookEndpoint.ts';
import { disableWebhookEndpoint } from './operations/webhooks/disableWebhookEndpoint.ts';
import { enableWebhookEndpoint } from './operations/webhooks/enableWebhookEndpoint.ts';
import { getWebhookDelivery } from './operations/webhooks/getWebhookDelivery.ts';
import { getWebhookEndpoint } from './operations/webhooks/getWebhookEndpoint.ts';
import { getWebhookSecret } from './operations/webhooks/getWebhookSecret.ts';
import { listWebhookDeliveries } from './operations/webhooks/listWebhookDeliveries.ts';
import { listWebhookEndpoints } from './operations/webhooks/listWebhookEndpoints.ts';
import { pingWebhookEndpoint } from './operations/webhooks/pingWebhookEndpoint.ts';
import { replayWebhookDelivery } from './operations/webhooks/replayWebhookDelivery.ts';
import { replayWebhookEndpoint } from './operations/webhooks/replayWebhookEndpoint.ts';
import { rotateWebhookSecret } from './operations/webhooks/rotateWebhookSecret.ts';
import { updateWebhookEndpoint } from './operations/webhooks/updateWebhookEndpoint.ts';
import { readPasswordLink } from './operations/session/readPasswordLink.ts';
import { setPassword } from './operations/session/setPassword.ts';
import { changePassword } from './operations/session/changePassword.ts';
import { logOutEverywhere } from './operations/session/logOutEverywhere.ts';
import { startSecondFactor } from './operations/session/startSecondFactor.ts';
import { confirmSecondFactor } from './operations/session/confirmSecondFactor.ts';
import { removeSecondFactor } from './operations/session/removeSecondFactor.ts';
import { listPeople } from './operations/people/listPeople.ts';
import { invitePerson } from './operations/people/invitePerson.ts';
import { updatePerson } from './operations/people/updatePerson.ts';
import { disablePerson } from './operations/people/disablePerson.ts';
import { enablePerson } from './operations/people/enablePerson.ts';
import { logOutPerson } from './operations/people/logOutPerson.ts';
import { removePersonSecondFactor } from './operations/people/removePersonSecondFactor.ts';
import { createPasswordLink } from './operations/people/createPasswordLink.ts';
import { listKeys } from './operations/keys/listKeys.ts';
import { createKey } from './operations/keys/createKey.ts';
import { rotateKey } from './operations/keys/rotateKey.ts';
import { revokeKey } from './operations/keys/revokeKey.ts';
import { listAuditEntries } from './operations/audit/listAuditEntries.ts';
import { exportAuditEntries } from './operations/audit/exportAuditEntries.ts';
import { getToday } from './operations/today/getToday.ts';
import { eraseCustomer } from './operations/orders/eraseCustomer.ts';
import { revealCustomer } from './operations/orders/revealCustomer.ts';

/** Operations of the spec that need no identity (`security: []`). */
export const openOperations = { logIn, logOut, refreshSession, readPasswordLink, setPassword } satisfies {
  [Id in OperationId]?: OpenOperation<Id>;
};

/** All others. The type fails to compile while an operation of the spec is missing here. */
export const operations = {
  acceptOrder,
  agreeRefund,
  cancelOrder,
  changeWaybill,
  closeOrder,
  deliverOrder,
  getCommand,
  getOrder,
  getToday,
  getOrderCounts,
  getSession,
  listOrders,
  listShops,
  markOrderReady,
  refundOrderPart,
  refuseRefund,
  remarkOrder,
  createOrder,
  tellOrder,
  listSoldProducts,
  rejectOrder,
  shipOrder,
  shipOrderPart,
  streamLive,
  dismissParkedMessage,
  getParkedMessage,
  listParkedMessages,
  retryParkedMessage,
  retryParkedMessages,
  getShop,
  updateShop,
  changeCredentials,
  addShop,
  createConnection,
  listConnections,
  listPlatforms,
  listPlatformShops,
  updateConnection,
  getShopTest,
  testShop,
  getSyncRun,
  listSyncRuns,
  pauseSyncRun,
  resumeSyncRun,
  startSyncRun,
  exportOrders,
  fetchRealPhone,
  findOrders,
  getOrderMessage,
  showPresence,
  createSavedView,
  deleteSavedView,
  getPreferences,
  listSavedViews,
  updatePreferences,
  updateSavedView,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  disableWebhookEndpoint,
  enableWebhookEndpoint,
  getWebhookDelivery,
  getWebhookEndpoint,
  getWebhookSecret,
  listWebhookDeliveries,
  listWebhookEndpoints,
  pingWebhookEndpoint,
  replayWebhookDelivery,
  replayWebhookEndpoint,
  rotateWebhookSecret,
  updateWebhookEndpoint,
  changePassword,
  logOutEverywhere,
  startSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  listPeople,
  invitePerson,
  updatePerson,
  disablePerson,
  enablePerson,
  logOutPerson,
  removePersonSecondFactor,
  createPasswordLink,
  listKeys,
  createKey,
  rotateKey,
  revokeKey,
  listAuditEntries,
  exportAuditEntries,
  prepareVoucher,
  consumeVouchers,
  getVoucherTaking,
  undoVoucher,
  listTakenVouchers,
  revealCustomer,
  eraseCustomer,
} satisfies { [Id in Exclude<OperationId, keyof typeof openOperations>]: Operation<Id> };
