#!/usr/bin/env node
// Server code is TypeScript without a compile step: tsx is registered in this process, so that a command starts in one process and not two.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
