import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { testShop, useShopTest as useKnownTest } from '../api/connections.ts';
import { useFailureText } from './use-failure-text.ts';

/** What is known of a shop's test, which renews itself, and the way to ask the platform. */
export function useShopTest(shopId: string) {
  const queries = useQueryClient();
  const failureText = useFailureText();
  const known = useKnownTest(shopId);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const ask = async () => {
    if (asking) return;
    setAsking(true);
    setFailure(null);
    try {
      await testShop(queries, shopId);
    } catch (error) {
      setFailure(failureText(error));
    } finally {
      setAsking(false);
    }
  };
  return { test: known.data, asking, failure, ask };
}
