#!/usr/bin/env node
// Server code is TypeScript without a compile step: tsx is registered in this process, so that a command needs one process and not two.
import { register } from 'tsx/esm/api';

register();
const { runCommandLine } = await import('./main.ts');
await runCommandLine(process.argv);
