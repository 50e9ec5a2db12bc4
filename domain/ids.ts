/** The workflow that owns an order. Derived from the platform's own id, so a redelivery finds the same workflow. */
export function orderWorkflowId(shopId: string, platformOrderId: string): string {
  return `order:${shopId}:${platformOrderId}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
