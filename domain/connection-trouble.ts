/** What stands between a shop and its platform, as far as an answer of the platform tells. */
export const connectionTroubles = [
  /** The platform does not know the app or account. */
  'app_unknown',
  /** The secret is not the one of this app. */
  'secret_wrong',
  /** The platform does not know the shop. */
  'shop_unknown',
  /** The app exists and the shop exists, but the shop has not given the app its permission, or has taken it back. */
  'not_authorized',
  /** The platform takes calls from listed addresses only, and ours is not on the list. */
  'address_not_allowed',
  'too_many_calls',
  'unreachable',
  /** Anything else that it said no to; its own code and words tell more. */
  'refused',
] as const;
export type ConnectionTrouble = (typeof connectionTroubles)[number];
