-- In which language people are written to (commerce/letters/letter_words.hpp), and why money goes back, so that it can be said in any.
ALTER TABLE bookings ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE waiting ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE checkouts ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE passages ADD COLUMN from_language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE attendee_entries ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE letters ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
-- Of money that nothing was booked for (commerce::ReturnCause); '' of all other.
ALTER TABLE refunds ADD COLUMN cause TEXT NOT NULL DEFAULT '';
UPDATE refunds SET cause = CASE
    WHEN reason LIKE 'Nothing was owed%' THEN 'not-owed'
    WHEN reason LIKE '% was asked for, and %' THEN 'differs'
    WHEN reason LIKE '%somebody else took it meanwhile.' THEN 'taken'
    ELSE 'refused' END
  WHERE booking IS NULL;
