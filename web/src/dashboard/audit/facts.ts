/** Facts of the audit log as a line: "reason: rain, units: 2". */
export function factsOf(facts: object): string {
  return Object.entries(facts).map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(', ');
}
