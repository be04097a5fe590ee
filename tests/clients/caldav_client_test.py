"""python3-caldav: an ordinary CalDAV library, from discovery to deletion."""
import datetime, sys
from server import Server, event

try:
    import caldav
except ImportError:
    print("SKIPPED: python3-caldav is not installed")
    sys.exit(77)

with Server() as server:
    client = caldav.DAVClient(url=server.base + "/dav/", username="ada", password=server.owner)
    principal = client.principal()
    names = {str(calendar.url).rstrip("/").rsplit("/", 1)[1] for calendar in principal.calendars()}
    assert {"calendar", "tasks", "shifts", "shift-tasks"} <= names, names
    calendar = principal.make_calendar(name="Pottery", cal_id="pottery")
    saved = calendar.save_event(event("one"))
    weekly = event("weekly", "RRULE:FREQ=WEEKLY;COUNT=5\r\n", "20990401T100000Z", "20990401T110000Z", "Weekly")
    calendar.save_event(weekly)
    found = calendar.date_search(datetime.datetime(2099, 4, 7), datetime.datetime(2099, 4, 16), expand=True)
    assert len(found) >= 1 and "Weekly" in found[0].data, [f.data for f in found]
    everything = calendar.objects_by_sync_token(load_objects=True)
    assert len(list(everything)) == 2
    calendar.save_todo("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VTODO\r\nUID:todo\r\nDTSTAMP:20260301T000000Z\r\n"
                       "SUMMARY:Fire the kiln\r\nEND:VTODO\r\nEND:VCALENDAR\r\n")
    assert "kiln" in calendar.todos()[0].data
    saved.data = saved.data.replace("Glaze evening", "Glaze night")
    saved.save()
    assert "Glaze night" in calendar.event_by_uid("one").data
    saved.delete()
    assert len(calendar.events()) == 1
    calendar.delete()
    assert "pottery" not in {str(c.url).rstrip("/").rsplit("/", 1)[1] for c in principal.calendars()}
    print("python3-caldav: ok")
