// Prints the events of the feed on stdin as ical.js sees them. Argument: the folder that holds node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

let ICAL;
try {
  const library = createRequire(`${process.argv[2]}/`)("ical.js");
  ICAL = library.default ?? library;
} catch {
  console.error("ical.js is not installed: run `npm ci`");
  process.exit(3);
}

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));

function moment(time) {
  return time.isDate ? time.toString() : time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary ?? "",
    location: event.location ?? "",
    description: event.description ?? "",
    starts: moment(event.startDate),
    ends: moment(event.endDate),
    status: component.getFirstPropertyValue("status") ?? "",
    sequence: event.sequence,
  };
});
console.log(JSON.stringify(events));
