// /embed.js: the elements with which another site shows what a shop sells (docs/embedding.md). One file, no cookies.
import { CalendarElement } from './calendar';
import { SlotElement } from './slot';

// A page that loads the script twice has the elements once.
if (!customElements.get('timeshelf-slot')) customElements.define('timeshelf-slot', SlotElement);
if (!customElements.get('timeshelf-calendar')) customElements.define('timeshelf-calendar', CalendarElement);
