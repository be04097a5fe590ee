"""Recurrence as python3-dateutil sees it: thousands of generated rules, expanded by both.

    TIMESHELF_EXPAND=build/bin/timeshelf_expand_rules /usr/bin/python3 tests/clients/recurrence_test.py [SEED [RULES]]

Every FREQ with every BY part that RFC 5545 3.3.10 lets stand beside it, BYSETPOS, WKST, INTERVAL, COUNT and UNTIL, on dates,
floating times and zones across their DST changes, in windows near and far. A failure names its seed.

Where the two may differ because dateutil is wrong, the rule is not asked (each with the section it departs from):

- BYDAY with and without a number in one list ("MO,2TU") is their intersection there; RFC 5545 3.3.10 makes BYDAY one list.
- A weekly BYSETPOS counts in the first week from DTSTART on; 3.3.10 applies it to the set of one interval, which is the week.
- BYWEEKNO without BYDAY gives all days of the week; 3.3.10 takes from DTSTART what the rule does not say: the weekday.
- BYWEEKNO with a negative number, or 1, 52 and 53, misses or adds days around New Year that belong to a week of the other
  year (dateutil's mask looks at the neighbours for -1 and 1 only); 3.3.10 numbers weeks as ISO 8601 does.
- A DTSTART that the rule does not produce is left out there; 3.8.5.3 leaves such sets undefined, so each DTSTART is moved to
  the rule's first date.
"""
# RFC 5545 3.3.10: recur
import calendar
import datetime as dt
import os
import random
import subprocess
import sys
import time
import zoneinfo

try:
    from dateutil import rrule
except ImportError:
    print("python3-dateutil is missing; skipped")
    sys.exit(77)

BUDGET_SECONDS = 60
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu",
         "Africa/Casablanca", "Pacific/Apia", "America/Santiago"]
UTC = dt.timezone.utc


def some(dice, values, most):
    return sorted(dice.sample(values, dice.randint(1, min(most, len(values)))))


def listed(values):
    return ",".join(str(value) for value in values)


def generate(dice, is_date):
    """One rule as a list of parts; nothing that never matches, as far as that is easily told."""
    frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
    if not is_date:
        frequencies += ["HOURLY", "MINUTELY", "SECONDLY"]
    freq = dice.choice(frequencies)
    sub_daily = freq in ("HOURLY", "MINUTELY", "SECONDLY")
    parts = ["FREQ=" + freq]
    if dice.random() < 0.5:
        parts.append("INTERVAL=%d" % dice.choice([1, 2, 3, 4, 5, 7, 10, 13]))
    if dice.random() < 0.3:
        parts.append("WKST=" + dice.choice(DAYS))
    by_day = dice.random() < 0.5
    by_week = freq == "YEARLY" and dice.random() < 0.15
    if dice.random() < 0.25:
        parts.append("BYMONTH=" + listed(some(dice, range(1, 13), 4)))
    if by_week:
        parts.append("BYWEEKNO=" + listed(some(dice, range(2, 52), 4)))
        by_day = True
    elif freq in ("MONTHLY", "YEARLY", "DAILY") and dice.random() < 0.3:
        days = [d for d in range(-28, 29) if d] + ([29, 30, 31, -31] if "BYMONTH" not in str(parts) else [])
        parts.append("BYMONTHDAY=" + listed(some(dice, days, 5)))
    elif (freq == "YEARLY" or sub_daily) and dice.random() < 0.2 and "BYMONTH" not in str(parts):
        parts.append("BYYEARDAY=" + listed(some(dice, [d for d in range(-366, 367) if d], 8)))
    if by_day:
        numbered = freq in ("MONTHLY", "YEARLY") and not by_week and "BYMONTHDAY" not in str(parts) and \
            "BYYEARDAY" not in str(parts) and dice.random() < 0.5
        of_month = freq == "MONTHLY" or "BYMONTH=" in str(parts)
        number = (lambda: dice.choice([-4, -3, -2, -1, 1, 2, 3, 4] if of_month else [-50, -20, -1, 1, 17, 52])) \
            if numbered else (lambda: "")
        parts.append("BYDAY=" + ",".join("%s%s" % (number(), day) for day in some(dice, DAYS, 4)))
    times = 1
    if not is_date and dice.random() < 0.3:
        for name, values in (("BYHOUR", range(24)), ("BYMINUTE", range(60)), ("BYSECOND", range(60))):
            if dice.random() < 0.5:
                chosen = some(dice, values, 3)
                times *= len(chosen)
                parts.append("%s=%s" % (name, listed(chosen)))
    set_can_be_picked = freq in ("MONTHLY", "YEARLY") and (by_day or "BYMONTHDAY" in str(parts)) or \
        (freq == "DAILY" and times > 1)
    if set_can_be_picked and dice.random() < 0.4:
        most = times if freq == "DAILY" else 2
        parts.append("BYSETPOS=" + listed(some(dice, [p for p in range(-most, most + 1) if p], 2)))
    return parts


def first_of(parts, start):
    """The rule's first date on or after `start`, from which it produces itself; None if there is none nearby."""
    for _ in range(3):
        rule = rrule.rrulestr(";".join(parts), dtstart=start)
        found = bounded(rule, start - dt.timedelta(seconds=1), start + dt.timedelta(days=366 * 30), 1)
        if not found:
            return None
        if found[0] == start:
            return start
        start = found[0]
    return None


def bounded(rule, after, before, most):
    """The starts in (after, before), at most `most`, in bounded time: dateutil has no horizon of its own."""
    found = []
    deadline = time.monotonic() + 0.25
    for start in rule:
        if start >= before or len(found) == most:
            break
        if start > after:
            found.append(start)
        if time.monotonic() > deadline:
            raise TimeoutError
    return found


def text_of(moment):
    return moment.strftime("%Y%m%dT%H%M%S").rjust(15, "0")


def question(dice):
    """(line for the other side, what dateutil answers), or None where the rule has nothing to ask."""
    is_date = dice.random() < 0.2
    zone = None if is_date else dice.choice([None, "UTC"] + ZONES * 2)
    start = dt.datetime(dice.randint(1990, 2035), dice.randint(1, 12), dice.randint(1, 28))
    if not is_date:
        start += dt.timedelta(hours=dice.randint(0, 23), minutes=dice.choice([0, 0, 30, 59]), seconds=dice.choice([0, 0, 7]))
    parts = generate(dice, is_date)
    start = first_of(parts, start)
    if start is None or start.year > 2200:
        return None
    end = dice.random()
    if end < 0.25:
        parts.append("COUNT=%d" % dice.randint(1, 60))
    elif end < 0.45:
        until = start + dt.timedelta(days=dice.randint(0, 4000), hours=0 if is_date else dice.randint(0, 23))
        if is_date:
            parts.append("UNTIL=" + until.strftime("%Y%m%d"))
        elif zone:
            parts.append("UNTIL=" + text_of(utc_of(until, zone)) + "Z")
        else:
            parts.append("UNTIL=" + text_of(until))
    plain = [part for part in parts if not part.startswith("UNTIL")]
    until = until_of(parts, zone)
    rule = rrule.rrulestr(";".join(plain), dtstart=start)
    # Days last until the next one, so a window begins at midnight for them: starts and overlaps are then the same.
    after = start + dt.timedelta(days=dice.choice([0, 0, 100, 1000, 3000])) - dt.timedelta(days=3)
    before = after + dt.timedelta(days=dice.choice([40, 400, 3000]))
    found = bounded(rule, after - dt.timedelta(days=3), before + dt.timedelta(days=3), 4000)
    starts = sorted({utc_of(s, zone) for s in found if until is None or s <= until})
    wanted = [s for s in starts if after <= s < before][:200]
    if len(found) == 4000:
        return None
    if is_date:
        line = "DTSTART;VALUE=DATE:" + start.strftime("%Y%m%d")
    elif zone == "UTC":
        line = "DTSTART:" + text_of(start) + "Z"
    else:
        line = ("DTSTART;TZID=%s:" % zone if zone else "DTSTART:") + text_of(start)
    fields = [line, ";".join(parts), text_of(after) + "Z", text_of(before) + "Z", "4100"]
    return "\t".join(fields), wanted


def utc_of(local, zone):
    if zone is None or zone == "UTC":
        return local
    return local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def until_of(parts, zone):
    text = next((part[6:] for part in parts if part.startswith("UNTIL=")), None)
    if text is None:
        return None
    if len(text) == 8:
        return dt.datetime.strptime(text, "%Y%m%d") + dt.timedelta(days=1, seconds=-1)
    until = dt.datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")
    if not text.endswith("Z") or zone in (None, "UTC"):
        return until
    return until.replace(tzinfo=UTC).astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)


def differs(wanted, told):
    if told.startswith("!"):
        return True
    answered = {dt.datetime.strptime(text, "%Y%m%dT%H%M%SZ") for text in told.split()}
    return sorted(answered)[:200] != wanted


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(1 << 32)
    rules = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    dice = random.Random(seed)
    began = time.monotonic()
    questions, slow = [], 0
    while len(questions) < rules and time.monotonic() - began < BUDGET_SECONDS:
        try:
            asked = question(dice)
        except TimeoutError:
            slow += 1
            continue
        except ValueError:  # dateutil sees that the rule cannot match
            continue
        if asked:
            questions.append(asked)
    lines = "".join(line + "\n" for line, _ in questions)
    answers = subprocess.run([os.environ["TIMESHELF_EXPAND"]], input=lines, capture_output=True, text=True, timeout=600,
                             check=True).stdout.splitlines()
    failures = [(line, wanted, told) for (line, wanted), told in zip(questions, answers)
                if differs(wanted, told)]
    for line, wanted, told in failures[:10]:
        print("differs: %s\n  dateutil:  %s\n  timeshelf: %s" % (
            line.replace("\t", "  "), " ".join(text_of(w) + "Z" for w in wanted)[:400], told[:400]))
    print("seed %d: %d rules, %d with occurrences, %d differ, %d left out because dateutil is too slow" % (
        seed, len(questions), sum(1 for q in questions if q[1]), len(failures), slow))
    if len(questions) < min(rules, 200) or len(answers) != len(questions):
        print("too few rules were compared")
        return 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
