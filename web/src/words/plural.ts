/** The forms that a language's rules may ask for; `other` stands in for what a catalogue does not have. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Chooses the form of a number by the language's rules and writes the number where "#" stands. */
export function counter(language: string): (amount: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(language);
  return (amount, forms) => (forms[rules.select(amount)] ?? forms.other).replace('#', digits.format(amount));
}
