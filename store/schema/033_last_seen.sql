-- What people of the shop look at before they end something: when an app password was used last, and how old is what a device knows.

-- To the hour: whoever asks every minute is not written every minute (server/password_use.hpp).
ALTER TABLE app_passwords ADD COLUMN used_at BIGINT;

-- When it last asked for its manifest, to the minute.
ALTER TABLE devices ADD COLUMN manifest_at BIGINT;
