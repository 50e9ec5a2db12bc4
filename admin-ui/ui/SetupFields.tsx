import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupField } from '../api/types.ts';
import css from './setup-fields.module.css';
import { useWords } from './use-words.ts';

export type FieldProblem = 'fieldWrong' | 'fieldMissing';
export type FieldProblems = Readonly<Record<string, FieldProblem>>;

type Props = {
  fields: readonly SetupField[];
  values: Readonly<Record<string, string>>;
  problems: FieldProblems;
  onChange: (name: string, value: string) => void;
};

/** What is copied from the platform's console, each value with the place where it stands there; what may be missing is folded away. */
export function SetupFields({ fields, ...rest }: Props) {
  const { t } = useTranslation();
  const optional = fields.filter(({ required }) => !required);
  return (
    <>
      <FieldList fields={fields.filter(({ required }) => required)} {...rest} />
      {optional.length > 0 && (
        <details className={css['more']}>
          <summary>{t('connect.moreFields')}</summary>
          <FieldList fields={optional} {...rest} />
        </details>
      )}
    </>
  );
}

function FieldList({ fields, values, problems, onChange }: Props) {
  return (
    <div className={css['fields']}>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          problem={problems[field.name] ?? null}
          onChange={(value) => onChange(field.name, value)}
        />
      ))}
    </div>
  );
}

type FieldProps = {
  field: SetupField;
  value: string;
  problem: FieldProblem | null;
  onChange: (value: string) => void;
};

function Field({ field, value, problem, onChange }: FieldProps) {
  const { t } = useTranslation();
  const words = useWords();
  const id = useId();
  const common = {
    id,
    value,
    placeholder: t('connect.example', { example: field.example }),
    // A console's secret is no log-in of this page: nothing is to be offered or kept by the browser.
    autoComplete: field.secret ? 'new-password' : 'off',
    spellCheck: false,
    'aria-invalid': problem !== null,
    'aria-describedby': `${id}-where`,
    ...(problem !== null && { status: 'error' as const }),
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className={css['field']}>
      <label htmlFor={id}>
        {words(field.label)}
        {!field.required && <span className={css['optional']}> {t('connect.optional')}</span>}
      </label>
      {field.secret ? <Input.Password size="large" {...common} /> : <Input size="large" {...common} />}
      {problem && (
        <span role="alert" className={css['wrong']}>
          {t(`connect.${problem}`)}
        </span>
      )}
      <span id={`${id}-where`} className={css['where']}>
        {t('connect.copyFrom', { where: words(field.where) })}
      </span>
    </div>
  );
}

/** What does not fit yet. @param all whether each required field has to be there */
export function problemsOf(
  fields: readonly SetupField[],
  values: Readonly<Record<string, string>>,
  all: boolean,
): Record<string, FieldProblem> {
  const problems: Record<string, FieldProblem> = {};
  for (const { name, required, pattern } of fields) {
    const value = (values[name] ?? '').trim();
    if (value === '') {
      if (all && required) problems[name] = 'fieldMissing';
    } else if (!new RegExp(`^(?:${pattern})$`).test(value)) problems[name] = 'fieldWrong';
  }
  return problems;
}
