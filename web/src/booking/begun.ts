// What somebody did on the page before its app took over: on a slow connection the form is there long before the script.

let fields = new Map<string, string>();
let focused = '';

/** Reads the fields that are not as the server wrote them. */
export function readBegun(room: HTMLElement): void {
  focused = room.contains(document.activeElement) ? (document.activeElement?.id ?? '') : '';
  for (const field of room.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input:not([type=hidden]), select')) {
    const touched =
      field instanceof HTMLSelectElement
        ? [...field.options].some((option) => option.selected !== option.defaultSelected)
        : field.type === 'radio' ? field.checked && !field.defaultChecked : field.value !== field.defaultValue;
    if (touched) fields.set(field.name, field.value);
  }
}

/** What was typed there into a field, by its name in the template; else `otherwise`. */
export const begun = (name: string, otherwise: string): string => fields.get(name) ?? otherwise;

/** Back to where the person was. */
export function goOn(): void {
  if (focused) document.getElementById(focused)?.focus();
}

/** The next page is another. */
export function forgetBegun(): void {
  fields = new Map();
  focused = '';
}
