import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useNavigate } from 'react-router';

type Props = { to: string; type?: 'primary' | 'default'; children: ReactNode };

/** A link that looks like a button, the main one where not said otherwise, and, being a link, also opens in a new tab. */
export function LinkButton({ to, type = 'primary', children }: Props) {
  const navigate = useNavigate();
  return (
    <Button
      type={type}
      href={useHref(to)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        void navigate(to);
      }}
    >
      {children}
    </Button>
  );
}
