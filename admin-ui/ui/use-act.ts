import { useState } from 'react';
import { useFailureText } from './use-failure-text.ts';

type Acts = {
  /** The name of the press that is being sent. */
  running: string | null;
  /** Why the last one did not work. */
  problem: string | null;
  act: (name: string, run: () => Promise<unknown>) => void;
};

/** Presses that send something at once, one at a time, with what became of the last one. */
export function useAct(): Acts {
  const failure = useFailureText();
  const [running, setRunning] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (name: string, run: () => Promise<unknown>) => {
    setRunning(name);
    setProblem(null);
    try {
      await run();
    } catch (error) {
      setProblem(failure(error));
    } finally {
      setRunning(null);
    }
  };
  return {
    running,
    problem,
    act: (name, run) => {
      if (running === null) void send(name, run);
    },
  };
}
