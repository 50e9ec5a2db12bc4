import { Input, Radio } from 'antd';
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
  /** Nothing is known yet: what is not chosen is the usual choice. */
  isNew?: boolean;
};

/** What is copied from the platform's console, each value with the place where it stands there; what may be missing is folded away. */
export function SetupFields({ fields, ...rest }: Props) {
  const { t } = useTranslation();
  const asked = askedFields(fields, rest.values);
  const decides = (name: string) => fields.some(({ when }) => when?.field === name);
  const isOptional = ({ name, required, when }: SetupField) => !required && !when && !decides(name);
  const optional = asked.filter(isOptional);
  return (
    <>
      <FieldList fields={asked.filter((field) => !isOptional(field))} {...rest} />
      {optional.length > 0 && (
        <details className={css['more']}>
          <summary>{t('connect.moreFields')}</summary>
          <FieldList fields={optional} {...rest} />
        </details>
      )}
    </>
  );
}

function FieldList({ fields, values, problems, onChange, isNew = false }: Props) {
  return (
    <div className={css['fields']}>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          problem={problems[field.name] ?? null}
          isNew={isNew}
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
  isNew: boolean;
  onChange: (value: string) => void;
};

function Field({ field, value, problem, isNew, onChange }: FieldProps) {
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
      <label htmlFor={id} id={`${id}-label`}>
        {words(field.label)}
        {!field.required && !field.choices && <span className={css['optional']}> {t('connect.optional')}</span>}
      </label>
      {field.choices ? (
        <Radio.Group
          id={id}
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-where`}
          value={value || (isNew ? field.choices[0]?.value : undefined)}
          onChange={(event) => onChange(event.target.value as string)}
          options={field.choices.map((choice) => ({ value: choice.value, label: words(choice.label) }))}
        />
      ) : field.secret ? (
        <Input.Password size="large" {...common} />
      ) : (
        <Input size="large" {...common} />
      )}
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

/** Without those that belong to another choice. */
export function askedFields(fields: readonly SetupField[], values: Readonly<Record<string, string>>): SetupField[] {
  return fields.filter(({ when }) => {
    if (!when) return true;
    const deciding = fields.find(({ name }) => name === when.field);
    return (values[when.field] || deciding?.choices?.[0]?.value) === when.is;
  });
}

/** What does not fit yet. @param all whether each required field has to be there */
export function problemsOf(
  fields: readonly SetupField[],
  values: Readonly<Record<string, string>>,
  all: boolean,
): Record<string, FieldProblem> {
  const problems: Record<string, FieldProblem> = {};
  for (const { name, required, pattern } of askedFields(fields, values)) {
    const value = (values[name] ?? '').trim();
    if (value === '') {
      if (all && required) problems[name] = 'fieldMissing';
    } else if (!new RegExp(`^(?:${pattern})$`).test(value)) problems[name] = 'fieldWrong';
  }
  return problems;
}
