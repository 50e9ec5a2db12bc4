import { ArrowLeftOutlined } from '@ant-design/icons';
import type { MouseEvent, ReactNode } from 'react';
import { Link } from 'react-router';
import css from './back-link.module.css';

type Props = { to: string; onClick?: (event: MouseEvent) => void; children: ReactNode };

/** The way to the page above, at the top of a page. */
export function BackLink({ to, onClick, children }: Props) {
  return (
    <Link className={css['back']} to={to} onClick={onClick}>
      <ArrowLeftOutlined aria-hidden /> {children}
    </Link>
  );
}
