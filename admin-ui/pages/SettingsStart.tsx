import { Navigate } from 'react-router';
import { useSettingsRooms } from '../ui/use-settings-rooms.ts';
import { paths } from '../util/path-builder.ts';

/** Whoever opens the settings is in the first of their rooms. */
export function SettingsStart() {
  return <Navigate to={useSettingsRooms()[0]?.to ?? paths.orders()} replace />;
}
