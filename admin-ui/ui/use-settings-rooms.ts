import { sessionStore } from '../api/session.ts';
import { settingsRoomsFor } from '../util/settings-rooms.ts';
import { useStore } from '../util/store.ts';

/** The rooms of the settings that whoever is logged in may enter. */
export function useSettingsRooms() {
  const session = useStore(sessionStore);
  return session.status === 'in' ? settingsRoomsFor(session.identity.scopes) : [];
}
