/** A number that a phone dials at a press; a masked one is only text. */
export function PhoneLink({ phone }: { phone: string }) {
  if (!/^[+\d][\d-]*(_\d+)?$/.test(phone)) return <span className="tabular">{phone}</span>;
  // A privacy number's extension is dialled after a pause.
  return (
    <a className="tabular" href={`tel:${phone.replace('_', ',')}`}>
      {phone}
    </a>
  );
}
