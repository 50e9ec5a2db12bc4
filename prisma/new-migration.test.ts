import { expect, inject, it } from 'vitest';
import { scriptToSchema } from './new-migration.ts';

// Indexes over conditions and expressions are beyond schema.prisma; the engine leaves those alone that it cannot read.
it('migrations make exactly the tables that the code is generated for', async () => {
  expect(await scriptToSchema(inject('databaseUrl'))).toBe('');
});
