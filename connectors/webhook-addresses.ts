/** The addresses that a merchant registers with a platform: one for all, and one for each kind of push. */
export function webhookAddresses(
  baseUrl: string,
  platform: string,
  connectionId: string,
  kinds: readonly string[],
): { webhookUrl: string; webhookUrls: Record<string, string> } {
  const webhookUrl = `${baseUrl}/webhooks/${platform}/${connectionId}`;
  return { webhookUrl, webhookUrls: Object.fromEntries(kinds.map((kind) => [kind, `${webhookUrl}/${kind}`])) };
}
