// What a filter or a form says, without what was left empty.
type Filled<Values> = { [Name in keyof Values]: Exclude<Values[Name], undefined | '' | null> };

/** Members that are left out are those that the API has defaults for. */
export function given<Values extends object>(values: Values): Partial<Filled<Values>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Partial<Filled<Values>>;
}
