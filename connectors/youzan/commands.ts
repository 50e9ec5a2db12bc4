import type { SalesChannel } from '../contract.ts';
import type { YouzanConfig } from './config.ts';

/** Ordinary orders have no accept and no reject (protocol notes 5): they stand at accepted as soon as they are paid. */
export const commands: SalesChannel<YouzanConfig>['commands'] = {};
