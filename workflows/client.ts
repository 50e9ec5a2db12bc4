import { Client, Connection } from '@temporalio/client';

/** Connects lazily: the hub must start, and keep taking pushes, while Temporal is away. */
export function openTemporal(address: string, namespace: string): { client: Client; close(): Promise<void> } {
  const connection = Connection.lazy({ address });
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}
