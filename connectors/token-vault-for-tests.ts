import type { AccessToken, TokenRequest, TokenVault } from './contract.ts';

/** One process's vault without a database (the real one has its own tests); it remembers what must never be told. */
export class TestTokenVault implements TokenVault {
  readonly minted: string[] = [];
  /** By holder; a test may put one there, or take it away. */
  readonly known = new Map<string, AccessToken>();

  async token({ holder, mint, rejected }: TokenRequest): Promise<string> {
    const known = this.known.get(holder);
    if (known && known.value !== rejected) return known.value;
    const fresh = await mint(known !== undefined, known?.refresh);
    this.known.set(holder, fresh);
    this.minted.push(fresh.value);
    return fresh.value;
  }
}
